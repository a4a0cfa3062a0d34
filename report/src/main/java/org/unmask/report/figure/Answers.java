package org.unmask.report.figure;

import static org.unmask.report.Table.Cell.of;
import static org.unmask.report.Table.Column.number;
import static org.unmask.report.Table.Column.percent;
import static org.unmask.report.Table.Column.text;
import static org.unmask.report.Table.EMPTY;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.unmask.core.statistic.Proportion;
import org.unmask.report.Caption;
import org.unmask.report.Chart;
import org.unmask.report.Figure;
import org.unmask.report.Finding;
import org.unmask.report.Interval;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.Table;
import org.unmask.report.Table.Cell;
import org.unmask.report.Table.Column;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a trained pair of models answered, and how fast.
///
/// @param task  one sentence: which models, which problems
public record Answers(String task, List<Row> rows, Source source) implements Figure {
    public Answers {
        rows = List.copyOf(rows);
    }

    @Override
    public String id() {
        return "answers";
    }

    @Override
    public String title() {
        return "Real answers: accuracy and speed";
    }

    @Override
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public String intro() {
        return task;
    }

    @Override
    public Table table() {
        List<Column> columns = List.of(
                text("strategy"),
                number("problems", ""),
                number("scored", ""),
                percent("exact matches"),
                percent("95 % interval"),
                percent("flexible matches"),
                percent("flexible 95 % interval"),
                number("passes per problem", ""),
                number("tokens computed", ""),
                number("tokens kept", ""),
                number("time per problem", "s"),
                number("kept throughput", "tokens/s"));
        return new Table(columns, rows.stream().map(Row::cells).toList());
    }

    @Override
    public boolean opensWithTables() {
        return true;
    }

    @Override
    public Optional<Chart> chart() {
        ObjectNode data = Chart.node();
        ArrayNode array = data.putArray("rows");
        rows.stream().filter(Row::isScored).forEach(row -> array.add(row.json(source)));
        return Optional.of(new Chart("answers", data));
    }

    @Override
    public List<Finding> findings() {
        List<Row> scored = rows.stream().filter(Row::isScored).toList();
        if (scored.size() < 2) {
            return List.of();
        }
        Row right = scored.stream()
                .max(Comparator.comparingInt(Row::exact).thenComparingDouble(Row::keptTokensPerSecond))
                .orElseThrow();
        Row fast = scored.stream()
                .max(Comparator.comparingDouble(Row::keptTokensPerSecond))
                .orElseThrow();
        return List.of(Finding.of(
                right.equals(fast)
                        ? right.said() + ": most right answers, and the fastest"
                        : "Most right: " + right.said() + "; fastest: " + fast.said()));
    }

    @Override
    public Caption caption() {
        return Caption.of(List.of(source));
    }

    /// One strategy over all problems.
    ///
    /// @param scored  problems whose answer is known
    /// @param exact  scored problems whose number behind `####` is right
    /// @param flexible  scored problems whose last number is right
    /// @param computedTokens  generated over all problems, padding after the end included
    /// @param keptTokens  generated over all problems up to their end-of-sequence tokens
    public record Row(
            Label strategy,
            int problems,
            int scored,
            int exact,
            int flexible,
            double passesPerProblem,
            long computedTokens,
            long keptTokens,
            double secondsPerProblem) {
        public Row {
            Finite.require("answers", passesPerProblem, secondsPerProblem);
            if (problems < 1
                    || scored < 0
                    || scored > problems
                    || exact < 0
                    || exact > scored
                    || flexible < 0
                    || flexible > scored
                    || !(secondsPerProblem > 0)) {
                throw new IllegalArgumentException("bad answers of '" + strategy.text() + "': problems=" + problems
                        + " scored=" + scored + " exact=" + exact + " flexible=" + flexible + " seconds per problem="
                        + secondsPerProblem);
            }
        }

        /// Whether there is a score at all.
        boolean isScored() {
            return scored > 0;
        }

        /// Share of the scored problems with a right number behind `####`.
        double accuracy() {
            return (double) exact / scored;
        }

        /// Share of the scored problems whose last number is right.
        double flexibleAccuracy() {
            return (double) flexible / scored;
        }

        double keptTokensPerSecond() {
            return keptTokens / (problems * secondsPerProblem);
        }

        Interval accuracyInterval() {
            return interval(exact, scored);
        }

        Interval flexibleInterval() {
            return interval(flexible, scored);
        }

        private String said() {
            return String.format(
                    Locale.ROOT,
                    "%s, %d of %d at %.0f tokens/s",
                    strategy.text(),
                    exact,
                    scored,
                    keptTokensPerSecond());
        }

        private List<Cell> cells() {
            return List.of(
                    of(strategy.text()),
                    of(problems),
                    isScored() ? of(scored) : of("not scored"),
                    isScored() ? of(accuracy()) : EMPTY,
                    isScored() ? of(accuracyInterval()) : EMPTY,
                    isScored() ? of(flexibleAccuracy()) : EMPTY,
                    isScored() ? of(flexibleInterval()) : EMPTY,
                    of(passesPerProblem),
                    of(computedTokens),
                    of(keptTokens),
                    of(secondsPerProblem),
                    of(keptTokensPerSecond()));
        }

        private ObjectNode json(Source source) {
            Interval interval = accuracyInterval();
            return Chart.node(strategy, source)
                    .put("x", keptTokensPerSecond())
                    .put("y", accuracy())
                    .put("passes", passesPerProblem)
                    .put("low", interval.low())
                    .put("high", interval.high());
        }

        /// The 95 % score interval of a share (Wilson, J. Am. Stat. Assoc. 22, 1927).
        public static Interval interval(int right, int of) {
            Proportion share = new Proportion(right, of);
            return new Interval(share.low(), share.high());
        }
    }
}
