package org.unmask.app.print;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.unmask.core.statistic.Proportion;
import org.unmask.core.text.Column;
import org.unmask.result.evaluation.BlockPasses;
import org.unmask.result.evaluation.Tally;

/// What is printed of an evaluated setting.
public final class EvaluationColumns {
    /// Shown where no answer is known.
    private static final String NOT_SCORED = "N/A";

    private EvaluationColumns() {}

    /// One setting.
    ///
    /// @param skipped  problems that the model could not be asked
    public record Row(String model, String strategy, int batch, int skipped, Tally tally) {}

    /// What tells rows apart.
    static final List<Column<Row>> SETTINGS = List.of(
            Column.text("model", "Name of the model that answered.", Row::model),
            Column.text("strategy", "Decoding strategy with its keys.", Row::strategy),
            Column.whole("batch", "", "Problems answered together.", Row::batch));

    /// All columns.
    public static final List<Column<Row>> ALL = List.of(
            SETTINGS.get(0),
            SETTINGS.get(1),
            SETTINGS.get(2),
            Column.whole(
                    "problems", "", "Problems answered.", row -> row.tally().problems()),
            Column.whole("skipped", "", "Problems that could not be asked.", Row::skipped),
            Column.whole(
                    "scored",
                    "",
                    "Problems whose answer is known.",
                    row -> row.tally().strict().map(Proportion::of).orElse(0)),
            share(
                            "exact_match,strict-match",
                            "Share of the scored with the right number behind ####.",
                            EvaluationColumns::strict)
                    .headed("exact (95 % interval)"),
            real(
                    "exact_match_stderr,strict-match",
                    "Its standard error.",
                    EvaluationColumns::strict,
                    Proportion::standardError),
            real(
                    "low,strict-match",
                    "Lower end of its 95 % Wilson interval.",
                    EvaluationColumns::strict,
                    Proportion::low),
            real(
                    "high,strict-match",
                    "Upper end of its 95 % Wilson interval.",
                    EvaluationColumns::strict,
                    Proportion::high),
            share(
                            "exact_match,flexible-extract",
                            "Share of the scored whose last number is right.",
                            EvaluationColumns::flexible)
                    .headed("flexible (95 % interval)"),
            real(
                    "exact_match_stderr,flexible-extract",
                    "Its standard error.",
                    EvaluationColumns::flexible,
                    Proportion::standardError),
            real(
                    "low,flexible-extract",
                    "Lower end of its 95 % Wilson interval.",
                    EvaluationColumns::flexible,
                    Proportion::low),
            real(
                    "high,flexible-extract",
                    "Upper end of its 95 % Wilson interval.",
                    EvaluationColumns::flexible,
                    Proportion::high),
            Column.whole(
                    "without_number",
                    "",
                    "Scored answers that have no number at all.",
                    row -> row.tally().withoutNumber()),
            Column.whole(
                    "kept_tokens",
                    "",
                    "Tokens up to the end tokens.",
                    row -> row.tally().keptTokens()),
            Column.whole(
                    "computed_tokens",
                    "",
                    "Tokens committed, padding after the end included.",
                    row -> row.tally().computedTokens()),
            Column.<Row>real(
                            "passes",
                            "",
                            "Passes on average of the batch that a problem was answered in.",
                            row -> row.tally().passes())
                    .headed("passes/problem"),
            Column.<Row>real(
                            "drafter_passes",
                            "",
                            "Those of them that a drafter made.",
                            row -> row.tally().drafterPasses())
                    .headed("by drafter"),
            Column.<Row>real(
                            "kept_tokens_per_pass",
                            "",
                            "Kept tokens of a sequence per pass of its batch.",
                            row -> row.tally().keptTokensPerPass())
                    .headed("kept/pass"),
            block(
                            "block_passes",
                            "Passes that a batch made over a block, which waits for its slowest sequence.",
                            BlockPasses::batch)
                    .headed("passes/block"),
            block(
                            "block_passes_expected",
                            "Passes that the slowest of as many sequences is expected to need, each drawn by itself"
                                    + " from all answers.",
                            BlockPasses::expected)
                    .headed("expected"),
            block(
                            "block_passes_sequence",
                            "Passes over a block that a sequence needs for itself.",
                            BlockPasses::sequence)
                    .headed("of a sequence"),
            block(
                            "compaction_saves",
                            "Share of the sequences' passes that is saved by leaving finished ones out of the batch.",
                            BlockPasses::saved)
                    .headed("left out"),
            Column.<Row>real(
                            "kept_tokens_per_second",
                            "",
                            "Kept tokens of all sequences together, per second.",
                            row -> row.tally().keptTokensPerSecond())
                    .headed("kept tokens/s"),
            Column.real(
                    "seconds", "s", "Time of all batches.", row -> row.tally().seconds()),
            Column.whole(
                    "disturbed",
                    "",
                    "Batches left out of kept_tokens_per_second: their passes took three times as long as those of most.",
                    row -> row.tally().disturbed()));

    /// What a terminal shows.
    static final List<Column<Row>> SHOWN = Column.of(
            ALL,
            "exact_match,strict-match",
            "kept_tokens_per_second",
            "kept_tokens_per_pass",
            "passes",
            "drafter_passes",
            "block_passes",
            "block_passes_expected",
            "block_passes_sequence",
            "compaction_saves",
            "problems",
            "scored",
            "skipped",
            "exact_match,flexible-extract",
            "without_number",
            "kept_tokens",
            "computed_tokens",
            "disturbed");

    private static Optional<Proportion> strict(Row row) {
        return row.tally().strict();
    }

    private static Optional<Proportion> flexible(Row row) {
        return row.tally().flexible();
    }

    private static Column<Row> block(String id, String meaning, ToDoubleFunction<BlockPasses> value) {
        return Column.realIfKnown(
                id,
                "",
                meaning,
                row -> row.tally().blocks().stream().mapToDouble(value).findFirst());
    }

    private static Column<Row> real(
            String id, String meaning, Function<Row, Optional<Proportion>> share, ToDoubleFunction<Proportion> value) {
        return Column.realIfKnown(
                id,
                "",
                meaning,
                row -> share.apply(row)
                        .map(known -> OptionalDouble.of(value.applyAsDouble(known)))
                        .orElse(OptionalDouble.empty()));
    }

    private static Column<Row> share(String id, String meaning, Function<Row, Optional<Proportion>> share) {
        return real(id, meaning, share, Proportion::share)
                .shown(row -> share.apply(row).map(EvaluationColumns::shown).orElse(NOT_SCORED));
    }

    private static String shown(Proportion share) {
        return String.format(
                Locale.ROOT, "%.1f %% (%.1f-%.1f)", 100 * share.share(), 100 * share.low(), 100 * share.high());
    }
}
