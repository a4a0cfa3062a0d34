package org.unmask.app.print;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.unmask.app.claim.Answer;
import org.unmask.app.claim.Checked;
import org.unmask.core.text.Column;

/// The columns of checked claims, a line for each claim, kind of evidence and workload.
public final class ClaimColumns {
    /// An answer of a claim.
    public record Line(Checked claim, Answer answer) {}

    private static final Column<Line> VERDICT = Column.text(
            "verdict",
            "Verdict, with its condition.",
            line -> line.answer().verdict().words());
    private static final Column<Line> EVIDENCE = Column.text(
            "evidence",
            "Kind of evidence: prediction, measurement or publication.",
            line -> line.answer().evidence().id());
    private static final Column<Line> WORKLOAD = Column.text(
            "workload", "Named workload.", line -> line.answer().task().name());

    /// All of them, in files.
    public static final List<Column<Line>> ALL = List.of(
            Column.text("claim", "Name of the claim.", line -> line.claim().id()),
            Column.text("paper", "Citation.", line -> line.claim().paper()),
            EVIDENCE,
            WORKLOAD,
            Column.text(
                    "outcome",
                    "How many settings agree: all (confirmed), some (conditional), none (refuted); unknown if there are none.",
                    line -> line.answer().verdict().outcome().id()),
            VERDICT,
            Column.whole(
                    "settings",
                    "",
                    "Settings that were compared.",
                    line -> line.answer().verdict().findings()),
            Column.whole(
                    "holding",
                    "",
                    "Settings that agree with the claim.",
                    line -> line.answer().verdict().holding()),
            Column.text(
                    "quantity",
                    "Meaning of the deciding numbers.",
                    line -> line.claim().quantity()),
            Column.realIfKnown(
                    "least",
                    "",
                    "Least of the deciding numbers.",
                    line -> line.answer().least()),
            Column.realIfKnown(
                    "most",
                    "",
                    "Greatest of the deciding numbers.",
                    line -> line.answer().most()),
            Column.text(
                    "command",
                    "Command that prints deciding numbers.",
                    line -> line.claim().command()));

    static final List<Column<Line>> PAGE = List.of(
            EVIDENCE,
            WORKLOAD,
            VERDICT,
            Column.text("numbers", "Range of the deciding numbers.", line -> range(line.answer())));

    private ClaimColumns() {}

    /// The deciding numbers from least to most, for people; empty if there are none.
    public static String range(Answer answer) {
        String least = digits(answer.least());
        String most = digits(answer.most());
        return least.equals(most) ? least : least + " to " + most;
    }

    private static String digits(OptionalDouble value) {
        if (value.isEmpty()) {
            return "";
        }
        double number = value.getAsDouble();
        int decimals = number >= 99.5 ? 0 : number >= 9.95 ? 1 : number >= 0.095 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", number);
    }
}
