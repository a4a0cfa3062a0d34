package org.unmask.app.frontier;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.unmask.app.print.EvaluationColumns;
import org.unmask.core.text.Column;

/// What is printed of each setting of a frontier.
public final class FrontierColumns {
    private FrontierColumns() {}

    /// One setting.
    ///
    /// @param front  whether no other setting of the diffusion model at its batch beats it in both
    /// @param knee  whether it is the knee of its front
    /// @param times  how many times as fast as the autoregressive model at its batch
    /// @param beatenBy  the strategy that dominates it beyond the intervals
    public record Row(
            EvaluationColumns.Row evaluated, boolean front, boolean knee, double times, Optional<String> beatenBy) {}

    private static final List<Column<Row>> OWN = List.of(
            Column.truth(
                    "front",
                    "Whether no other setting of the diffusion model at its batch beats it in both.",
                    Row::front),
            Column.truth("knee", "Whether it is the knee of its front.", Row::knee),
            Column.<Row>real(
                            "times_autoregressive",
                            "",
                            "Kept tokens per second over those of the autoregressive model at its batch.",
                            Row::times)
                    .headed("times ARM"),
            new Column<>(
                    "beaten_by",
                    "",
                    "Strategy that dominates it beyond the intervals, so that it got no more problems; empty if none does.",
                    Column.Kind.TEXT,
                    "beaten by",
                    Row::beatenBy,
                    row -> row.beatenBy().orElse("")));

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
