package org.unmask.report.figure;

import static org.unmask.report.Table.Cell.of;
import static org.unmask.report.Table.Column.error;
import static org.unmask.report.Table.Column.number;
import static org.unmask.report.Table.Column.percent;
import static org.unmask.report.Table.Column.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
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

/// Assumed, replayed and measured side by side.
///
/// @param missing  settings that were asked for and have no row
/// @param sources  of the prediction and of the measurement
public record Comparison(List<Row> rows, List<Missing> missing, List<Source> sources) implements Figure {
    public Comparison {
        rows = List.copyOf(rows);
        missing = List.copyOf(missing);
        sources = List.copyOf(sources);
    }

    /// A comparison of everything that was asked for.
    public Comparison(List<Row> rows, List<Source> sources) {
        this(rows, List.of(), sources);
    }

    @Override
    public String id() {
        return "comparison";
    }

    @Override
    public String title() {
        return "Assumed, replayed, measured";
    }

    @Override
    public boolean isEmpty() {
        return rows.isEmpty() && missing.isEmpty();
    }

    @Override
    public String intro() {
        return "Assumed against replayed is the error in the number of passes; replayed against measured is the "
                + "error of the operator model. A positive error means that the prediction was too slow.";
    }

    /// Passes and seconds.
    @Override
    public Table table() {
        List<Column> columns = List.of(
                text("model"),
                text("strategy"),
                number("batch", ""),
                number("passes assumed", ""),
                number("passes run", ""),
                number("assumed", "s"),
                number("replayed", "s"),
                number("measured median", "s"),
                number("quartiles", "s"),
                number("95 % interval", "s"),
                number("samples", ""),
                error("assumed vs replayed"),
                error("replayed vs measured"));
        return new Table(
                columns,
                Stream.concat(
                                rows.stream().map(Row::times),
                                missing.stream().map(setting -> setting.cells(columns.size())))
                        .toList());
    }

    /// Tokens and rates.
    private Table rates() {
        List<Column> columns = List.of(
                text("model"),
                text("strategy"),
                number("batch", ""),
                number("throughput", "tokens/s"),
                number("tokens generated", ""),
                number("tokens kept", ""),
                number("tokens per pass", ""),
                number("arithmetic", "FLOP/s"),
                number("memory traffic", "B/s"),
                percent("of the roof"),
                text("verdict"));
        return new Table(columns, rows.stream().map(Row::rates).toList());
    }

    @Override
    public List<Sheet> sheets() {
        return List.of(new Sheet(id() + "-times", table()), new Sheet(id() + "-rates", rates()));
    }

    @Override
    public boolean opensWithTables() {
        return true;
    }

    @Override
    public Optional<Chart> chart() {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode data = Chart.node();
        ArrayNode array = data.putArray("rows");
        rows.forEach(row -> array.add(row.json()));
        return Optional.of(new Chart("errors", data));
    }

    @Override
    public List<Finding> findings() {
        if (rows.isEmpty()) {
            return List.of();
        }
        double[] errors = rows.stream()
                .mapToDouble(row -> Math.abs(row.replayedError()))
                .sorted()
                .toArray();
        double median = (errors[(errors.length - 1) / 2] + errors[errors.length / 2]) / 2;
        return List.of(Finding.of(String.format(
                Locale.ROOT,
                "Half of the prices are within %.0f %% of the clock, all within %.0f %%",
                100 * median,
                100 * errors[errors.length - 1])));
    }

    @Override
    public Caption caption() {
        return Caption.of(sources);
    }

    /// One generation.
    ///
    /// @param assumed  empty if the number of passes depends on logits and nothing was assumed
    /// @param passes  that really ran
    /// @param replayedSeconds  price of the passes that really ran
    /// @param generatedTokens  of the whole batch
    /// @param keptTokens  of the whole batch, up to the end-of-sequence tokens
    /// @param roofShare  replayed work over measured time as a share of the roof; above 1 is implausible
    /// @param corrected  the measured seconds at the speed that the machine had when its operators were timed; empty if that
    ///     is not known
    /// @param unsteady  how many of the samples were taken while the speed of the machine moved
    public record Row(
            String model,
            Label strategy,
            int batch,
            Optional<Assumed> assumed,
            int passes,
            double replayedSeconds,
            Sample measuredSeconds,
            long generatedTokens,
            long keptTokens,
            double flopsPerSecond,
            double bytesPerSecond,
            double roofShare,
            Optional<Sample> corrected,
            int unsteady) {
        /// A row of a machine of unknown speed.
        public Row(
                String model,
                Label strategy,
                int batch,
                Optional<Assumed> assumed,
                int passes,
                double replayedSeconds,
                Sample measuredSeconds,
                long generatedTokens,
                long keptTokens,
                double flopsPerSecond,
                double bytesPerSecond,
                double roofShare) {
            this(
                    model,
                    strategy,
                    batch,
                    assumed,
                    passes,
                    replayedSeconds,
                    measuredSeconds,
                    generatedTokens,
                    keptTokens,
                    flopsPerSecond,
                    bytesPerSecond,
                    roofShare,
                    Optional.empty(),
                    0);
        }

        public Row {
            Finite.require("comparison of " + model, replayedSeconds, flopsPerSecond, bytesPerSecond, roofShare);
            if (passes < 1 || !(replayedSeconds > 0) || !(measuredSeconds.median() > 0)) {
                throw new IllegalArgumentException("bad comparison of " + model + ": passes=" + passes
                        + " replayed seconds=" + replayedSeconds + " measured seconds=" + measuredSeconds.median());
            }
        }

        /// Generated tokens over the median, all sequences together.
        public double tokensPerSecond() {
            return generatedTokens / measuredSeconds.median();
        }

        /// Of one sequence.
        double tokensPerPass() {
            return (double) generatedTokens / batch / passes;
        }

        /// Error of the operator model: replayed over measured, less 1; at the speed that prices are of, if that is known.
        public double replayedError() {
            return replayedSeconds / compared().median() - 1;
        }

        /// The seconds that prices are compared with.
        private Sample compared() {
            return corrected.orElse(measuredSeconds);
        }

        /// Speed of the machine during the runs as a share of that when its operators were timed; empty if not known.
        public Optional<Double> speed() {
            return corrected.map(sample -> sample.median() / measuredSeconds.median());
        }

        /// Error of the number of passes: assumed over replayed, less 1.
        Optional<Double> assumedError() {
            return assumed.map(prediction -> prediction.seconds() / replayedSeconds - 1);
        }

        boolean implausible() {
            return roofShare > 1;
        }

        private List<Cell> times() {
            return List.of(
                    of(model),
                    of(strategy.text()),
                    of(batch),
                    of(assumed.map(prediction -> of(prediction.passes()))),
                    of(passes),
                    of(assumed.map(prediction -> of(prediction.seconds()))),
                    of(replayedSeconds),
                    of(measuredSeconds.median()),
                    of(measuredSeconds.quartiles()),
                    of(measuredSeconds.bootstrap()),
                    of(measuredSeconds.count()),
                    of(assumedError().map(Cell::of)),
                    of(replayedError()));
        }

        private List<Cell> rates() {
            return List.of(
                    of(model),
                    of(strategy.text()),
                    of(batch),
                    of(tokensPerSecond()),
                    of(generatedTokens),
                    of(keptTokens),
                    of(tokensPerPass()),
                    of(flopsPerSecond),
                    of(bytesPerSecond),
                    of(roofShare),
                    of(implausible() ? "implausible: above the roof" : ""));
        }

        private ObjectNode json() {
            ObjectNode node = Chart.node();
            node.set("label", strategy.json());
            node.put("model", model).put("batch", batch).put("replayed", replayedError());
            assumedError().ifPresent(error -> node.put("assumed", error));
            Interval times = compared().bootstrap();
            return node.put("low", replayedSeconds / times.high() - 1).put("high", replayedSeconds / times.low() - 1);
        }
    }

    /// A setting without a measurement to compare.
    ///
    /// @param reason  for instance `not measured`
    public record Missing(String model, Label strategy, int batch, String reason) {
        /// The reason stands beside the strategy, as there are no numbers.
        private List<Cell> cells(int columns) {
            List<Cell> cells = new ArrayList<>(List.of(of(model), of(strategy.text() + ": " + reason), of(batch)));
            while (cells.size() < columns) {
                cells.add(Table.EMPTY);
            }
            return cells;
        }
    }

    /// A prediction made before the run.
    public record Assumed(int passes, double seconds) {
        public Assumed {
            Finite.require("assumed time", seconds);
        }
    }

    /// Repeated measurements of one quantity.
    ///
    /// @param quartiles  first and third
    /// @param bootstrap  95 % interval of the median
    public record Sample(int count, double median, Interval quartiles, Interval bootstrap) {
        public Sample {
            Finite.require("sample", median);
        }
    }
}
