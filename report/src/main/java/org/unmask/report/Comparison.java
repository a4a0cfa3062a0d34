package org.unmask.report;

import java.util.List;
import java.util.Optional;

/// Assumed, replayed and measured side by side.
///
/// @param missing  settings that were asked for and have no row
/// @param sources  of the prediction and of the measurement
public record Comparison(List<Row> rows, List<Missing> missing, List<Source> sources) implements Section {
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

    /// One generation.
    ///
    /// @param assumed  empty if the number of passes depends on logits and nothing was assumed
    /// @param passes  that really ran
    /// @param replayedSeconds  price of the passes that really ran
    /// @param generatedTokens  of the whole batch
    /// @param keptTokens  of the whole batch, up to the end-of-sequence tokens
    /// @param roofShare  replayed work over measured time as a share of the roof; above 1 is implausible
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
            double roofShare) {
        public Row {
            Finite.require("comparison of " + model, replayedSeconds, flopsPerSecond, bytesPerSecond, roofShare);
            if (passes < 1 || !(replayedSeconds > 0) || !(measuredSeconds.median() > 0)) {
                throw new IllegalArgumentException("bad comparison of " + model + ": passes=" + passes
                        + " replayed seconds=" + replayedSeconds + " measured seconds=" + measuredSeconds.median());
            }
        }

        double tokensPerSecond() {
            return generatedTokens / measuredSeconds.median();
        }

        /// Of one sequence.
        double tokensPerPass() {
            return (double) generatedTokens / batch / passes;
        }

        /// Error of the operator model: replayed over measured, less 1.
        double replayedError() {
            return replayedSeconds / measuredSeconds.median() - 1;
        }

        /// Error of the number of passes: assumed over replayed, less 1.
        Optional<Double> assumedError() {
            return assumed.map(prediction -> prediction.seconds() / replayedSeconds - 1);
        }

        boolean implausible() {
            return roofShare > 1;
        }
    }

    /// A prediction made before the run.
    public record Assumed(int passes, double seconds) {
        public Assumed {
            Finite.require("assumed time", seconds);
        }
    }

    /// A setting without a measurement to compare.
    ///
    /// @param reason  for instance `not measured`
    public record Missing(String model, Label strategy, int batch, String reason) {}
}
