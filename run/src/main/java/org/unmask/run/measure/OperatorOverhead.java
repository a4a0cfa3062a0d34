package org.unmask.run.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.cost.timing.Overhead;
import org.unmask.engine.Engine;
import org.unmask.engine.Generation;
import org.unmask.engine.weight.WeightGenerator;

/// What generations take beside their operators.
final class OperatorOverhead {
    private OperatorOverhead() {}

    /// What real generations take beside their operators, by least squares over passes, positions and rows of logits.
    static Overhead measure(Engine engine) {
        List<double[]> counts = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        for (int repetition = 0; repetition < 6; repetition++) {
            for (Generated sample : List.of(
                    new Generated("ar", 1),
                    new Generated("ar", 4),
                    new Generated("diffusion:steps=2", 1),
                    new Generated("diffusion:steps=2", 4))) {
                double[] row = new double[3];
                double beside = beside(engine, sample, row);
                if (repetition > 2) {
                    counts.add(row);
                    seconds.add(beside);
                }
            }
        }
        double[] found = NonNegative.leastSquares(counts, seconds);
        return new Overhead(found[0], found[1], found[2]);
    }

    private record Generated(String strategy, int batch) {}

    /// Seconds of a generation outside operators.
    ///
    /// @param counts  receives passes, positions and rows of logits
    private static double beside(Engine engine, Generated sample, double[] counts) {
        Request request = new Request(
                sample.batch(), 16, 16, LogitRows.ALL, engine.model().shiftedLogits());
        List<int[]> prompts = Stream.iterate(0, i -> i + 1)
                .limit(sample.batch())
                .map(i -> WeightGenerator.prompt(
                        100L + i, 16, engine.model().architecture().vocabulary() - 1))
                .toList();
        OperatorSum operators = new OperatorSum();
        Generation generation = engine.start(request, prompts, Generation.Stop.AT_LENGTH, operators);
        long start = System.nanoTime();
        Unfolding.run(Strategies.create(StrategySpec.parse(sample.strategy()), 16), request, generation, (pass, _) -> {
            counts[0]++;
            counts[1] += pass.streamTokens();
            counts[2] += pass.headRows();
        });
        return (System.nanoTime() - start) * 1e-9 - operators.seconds();
    }
}
