package org.unmask.app.frontier;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.unmask.app.print.EvaluationColumns;
import org.unmask.core.text.Column;
import org.unmask.run.frontier.Bounds;
import org.unmask.run.frontier.PairedAccuracy;

/// What is printed of each setting of a frontier.
public final class FrontierColumns {
    private FrontierColumns() {}

    /// One setting.
    ///
    /// @param front  whether no other setting of the diffusion model at its batch beats it in both
    /// @param knee  whether it is the knee of its front
    /// @param times  how many times as fast as the autoregressive model at its batch, where it is fastest: alone or with drafts
    /// @param timesBounds  the 95 % interval of that
    /// @param accuracies  its answers and those of the autoregressive model to the same problems
    /// @param beatenBy  the strategy that is surely more accurate and surely faster
    public record Row(
            EvaluationColumns.Row evaluated,
            boolean front,
            boolean knee,
            double times,
            Bounds timesBounds,
            PairedAccuracy accuracies,
            Optional<String> beatenBy) {}

    private static final List<Column<Row>> OWN = List.of(
            Column.truth(
                    "front",
                    "Whether no other setting of the diffusion model at its batch beats it in both.",
                    Row::front),
            Column.truth("knee", "Whether it is the knee of its front.", Row::knee),
            Column.<Row>real(
                            "times_autoregressive",
                            "",
                            "Kept tokens per second over those of the autoregressive model at its batch, alone or with drafts, whichever is faster.",
                            Row::times)
                    .headed("times ARM"),
            Column.real(
                    "low_times_autoregressive",
                    "",
                    "Lower end of its 95 % interval, from the batches that both answered.",
                    row -> row.timesBounds().low()),
            Column.real(
                    "high_times_autoregressive",
                    "",
                    "Upper end of its 95 % interval; empty with a single batch.",
                    row -> row.timesBounds().high()),
            Column.<Row>real(
                            "accuracy_difference",
                            "%",
                            "Accuracy less that of the autoregressive model on the same problems.",
                            row -> row.accuracies().difference())
                    .headed("beside ARM"),
            Column.real(
                    "low_accuracy_difference",
                    "%",
                    "Lower end of its 95 % interval (Bonett and Price, paired).",
                    row -> row.accuracies().bounds().low()),
            Column.real(
                    "high_accuracy_difference",
                    "%",
                    "Upper end of its 95 % interval (Bonett and Price, paired).",
                    row -> row.accuracies().bounds().high()),
            Column.<Row>textIfKnown(
                            "beaten_by",
                            "Strategy that is surely more accurate and surely faster, so that this got no more problems; empty"
                                    + " if none is.",
                            Row::beatenBy)
                    .shown(row -> row.beatenBy().orElse("")));

    /// All columns.
    public static final List<Column<Row>> ALL = Stream.concat(
                    EvaluationColumns.ALL.stream().map(column -> column.<Row>of(Row::evaluated)), OWN.stream())
            .toList();

    /// What tells rows apart.
    static final List<Column<Row>> SETTINGS = Column.of(ALL, "batch", "model", "strategy");

    /// What a terminal shows.
    static final List<Column<Row>> SHOWN = Column.of(
            ALL,
            "exact_match,strict-match",
            "kept_tokens_per_second",
            "times_autoregressive",
            "knee",
            "passes",
            "problems",
            "kept_tokens_per_pass");
}
