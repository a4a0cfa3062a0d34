package org.unmask.app.print;

import java.util.List;
import org.unmask.core.op.Symbol;
import org.unmask.core.op.Term;
import org.unmask.core.text.Column;
import org.unmask.core.text.Units;
import org.unmask.cost.predict.Explanation;
import org.unmask.cost.roofline.Run;

/// The columns of explanations: terms in files, and terms, sizes and kinds of passes on a terminal.
public final class ExplanationColumns {
    private ExplanationColumns() {}

    /// A term of one run of an operator.
    public record Part(Run run, Term term) {}

    private static final Column<Part> FORMULA = Column.text(
            "formula",
            "Product of sizes, as `docs/method.md` names them.",
            part -> part.term().formula());
    private static final Column<Part> NUMBERS = Column.text(
            "numbers", "The product with numbers.", part -> part.term().numbers());
    private static final Column<Part> PLACE =
            Column.text("of", "Operand or step.", part -> part.term().what());

    /// The terms of explained operators, in files.
    public static final List<Column<Part>> TERMS = List.of(
            Column.text("operator", "Name of the operator.", part -> part.run().name()),
            Column.whole(
                    "calls",
                    "",
                    "Runs of this shape in the pass.",
                    part -> part.run().calls()),
            Column.text(
                    "kind", "What the term counts.", part -> part.term().kind().id()),
            PLACE,
            FORMULA,
            NUMBERS,
            Column.whole(
                    "amount",
                    "",
                    "FLOPs or bytes of one run.",
                    part -> part.term().amount()),
            Column.text(
                    "unit", "Unit of the amount.", part -> part.term().kind().unit()),
            Column.real(
                    "seconds",
                    "s",
                    "Time that the term alone would take in one run under its roof.",
                    part -> part.run().seconds(part.term())));

    static final List<Column<Part>> PAGE = List.of(
            Column.text(
                    "counts", "What the term counts.", part -> words(part.term().kind())),
            PLACE,
            FORMULA,
            NUMBERS,
            Column.<Part>whole(
                            "amount", "", "FLOPs or bytes.", part -> part.term().amount())
                    .shown(part ->
                            Units.si(part.term().amount(), part.term().kind().unit())),
            Column.<Part>real(
                            "seconds",
                            "s",
                            "Time under its roof.",
                            part -> part.run().seconds(part.term()))
                    .headed("alone"));

    static final List<Column<Symbol>> SIZES = List.of(
            Column.text("size", "Name of the size.", Symbol::name),
            Column.<Symbol>real("value", "", "Its value.", Symbol::value).shown(size -> Term.digits(size.value())),
            Column.text("meaning", "What it counts.", Symbol::meaning));

    static final List<Column<Explanation.Kind>> KINDS = List.of(
            Column.text("phase", "Purpose of the passes.", Explanation.Kind::phase),
            Column.whole("queries", "", "Queries of a sequence in a pass.", Explanation.Kind::queries),
            Column.whole("passes", "", "Forward passes.", Explanation.Kind::count),
            Column.whole("first", "", "The first of them, for `--pass`.", kind -> kind.first() + 1L),
            Column.<Explanation.Kind>real("seconds", "s", "Time of the passes.", Explanation.Kind::seconds)
                    .headed("time"));

    private static String words(Term.Kind kind) {
        return switch (kind) {
            case MATMUL_FLOPS -> "matrix arithmetic";
            case OTHER_FLOPS -> "other arithmetic";
            case WEIGHTS_READ -> "weights read";
            case KEY_VALUES_READ -> "KV read";
            case ACTIVATIONS_READ -> "activations read";
            case ACTIVATIONS_WRITTEN -> "activations written";
            case KEY_VALUES_WRITTEN -> "KV written";
            case SENT -> "sent";
        };
    }
}
