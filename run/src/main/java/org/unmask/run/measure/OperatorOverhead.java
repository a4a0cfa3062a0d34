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
import org.unmask.result.Statistics;

/// What generations take beside their operators.
final class OperatorOverhead {
    private static final List<Generated> SAMPLES = List.of(
            new Generated("ar", 1),
            new Generated("ar", 4),
            new Generated("diffusion:steps=2", 1),
            new Generated("diffusion:steps=2", 4));
    private static final int LEAST_ROUNDS = 3;
    /// So long the compiler works on what runs once in a pass.
    private static final double WARM_SECONDS = 2.5;

    private static final double SECONDS = 1;

    private OperatorOverhead() {}

    /// What real generations take beside their operators, by least squares over passes, positions and rows of logits. Of
    /// the repetitions of a generation the median counts: an interruption lies beside operators more often than not.
    static Overhead measure(Engine engine) {
        rounds(engine, WARM_SECONDS);
        List<List<Beside>> rounds = rounds(engine, SECONDS);
        List<double[]> counts = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < SAMPLES.size(); i++) {
            int sample = i;
            counts.add(rounds.getFirst().get(sample).counts());
            seconds.add(Statistics.quantile(
                    rounds.stream()
                            .mapToDouble(round -> round.get(sample).seconds())
                            .toArray(),
                    50));
        }
        double[] found = NonNegative.leastSquares(counts, seconds);
        return new Overhead(found[0], found[1], found[2]);
    }

    private static List<List<Beside>> rounds(Engine engine, double seconds) {
        long start = System.nanoTime();
        List<List<Beside>> rounds = new ArrayList<>();
        while (rounds.size() < LEAST_ROUNDS || System.nanoTime() - start < seconds * 1e9) {
            rounds.add(SAMPLES.stream().map(sample -> beside(engine, sample)).toList());
        }
        return rounds;
    }

    private record Generated(String strategy, int batch) {}

    /// What a generation takes outside operators.
    ///
    /// @param counts  passes, positions and rows of logits
    @SuppressWarnings("ArrayRecordComponent") // compared with nothing
    private record Beside(double seconds, double[] counts) {}

    private static Beside beside(Engine engine, Generated sample) {
        Request request = new Request(
                sample.batch(), 16, 16, LogitRows.ALL, engine.model().shiftedLogits());
        List<int[]> prompts = Stream.iterate(0, i -> i + 1)
                .limit(sample.batch())
                .map(i -> WeightGenerator.prompt(
                        100L + i, 16, engine.model().architecture().vocabulary() - 1))
                .toList();
        double[] counts = new double[3];
        OperatorSum operators = new OperatorSum();
        Generation generation = engine.start(request, prompts, Generation.Stop.AT_LENGTH, operators);
        long start = System.nanoTime();
        Unfolding.run(Strategies.create(StrategySpec.parse(sample.strategy()), 16), request, generation, (pass, _) -> {
            counts[0]++;
            counts[1] += pass.streamTokens();
            counts[2] += pass.headRows();
        });
        return new Beside((System.nanoTime() - start) * 1e-9 - operators.seconds(), counts);
    }
}
