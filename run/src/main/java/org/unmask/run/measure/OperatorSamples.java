package org.unmask.run.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Work;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.cost.timing.OperatorShape;
import org.unmask.cost.timing.SpeedResponse;
import org.unmask.cost.timing.Timing;
import org.unmask.result.Statistics;

/// What a clock said of operators, at whatever speed the machine had, made timings at one speed.
final class OperatorSamples {
    private static final int LEAST = 3;
    /// Of 32 tokens. A machine that stands still for 20 ms twice a second interrupts most long stretches, but few short ones.
    private static final int PASSES_OF_A_GENERATION = 32;

    private final List<Visits.Visit> visits;
    private final Map<Operator, List<Sample>> samples = new LinkedHashMap<>();
    private final DTypes types;
    private final MachineSpeed usual;

    /// What one run of an operator took, and how fast the machine was.
    private record Sample(double seconds, MachineSpeed speed) {}

    OperatorSamples(List<Visits.Visit> visits, DTypes types) {
        this.visits = List.copyOf(visits);
        this.types = types;
        visits.forEach(visit -> visit.runs()
                .forEach((operator, runs) -> samples.computeIfAbsent(operator, _ -> new ArrayList<>())
                        .add(new Sample(runs.seconds(), visit.speed()))));
        this.usual = new MachineSpeed(
                median(sample -> sample.speed().bytesPerSecond()),
                median(sample -> sample.speed().flopsPerSecond()));
    }

    /// The speed of the machine half of the time: whatever is told of it by correction is surest in the middle of the samples.
    MachineSpeed usualSpeed() {
        return usual;
    }

    private double median(ToDoubleFunction<Sample> value) {
        return Statistics.quantile(
                samples.values().stream()
                        .flatMap(List::stream)
                        .mapToDouble(value)
                        .toArray(),
                50);
    }

    /// One timing of each operator at the usual speed.
    Map<Operator, Timing> timings() {
        Map<OperatorShape, SpeedResponse> shapes = new HashMap<>();
        samples.forEach((operator, some) -> shapes.computeIfAbsent(
                        OperatorShape.of(operator), _ -> new SpeedResponse(SpeedResponse.FULL))
                .add(seconds(some), speeds(operator, some)));
        Map<Operator, Timing> timings = new LinkedHashMap<>();
        samples.forEach((operator, some) -> {
            SpeedResponse shape = Objects.requireNonNull(shapes.get(OperatorShape.of(operator)));
            timings.put(operator, timing(operator, some, shape.exponent()));
        });
        double interruptions = interruptions(timings);
        timings.replaceAll((_, timing) -> timing.interrupted(interruptions));
        return timings;
    }

    /// Of the samples, the half counts that was taken when the machine was nearest to its usual speed: the less there is to
    /// correct, the less the correction can be wrong.
    ///
    /// @param expected  how far all sizes of the shape follow the speed
    private Timing timing(Operator operator, List<Sample> some, double expected) {
        Work work = Work.of(operator, types);
        SpeedResponse response = new SpeedResponse(expected);
        response.add(seconds(some), speeds(operator, some));
        double exponent = response.exponent();
        double[] corrected = some.stream()
                .sorted(Comparator.comparingDouble(sample -> Math.abs(Math.log(speed(work, sample)))))
                .limit(Math.max(LEAST, Math.ceilDiv(some.size(), 2)))
                .mapToDouble(sample -> SpeedResponse.corrected(sample.seconds(), speed(work, sample), exponent))
                .toArray();
        return new Timing(
                OperatorShape.of(operator),
                at(operator),
                work.flops(),
                work.bytes(),
                Statistics.quantile(corrected, 50),
                Statistics.quantile(corrected, 25),
                Statistics.quantile(corrected, 75),
                corrected.length,
                exponent,
                0);
    }

    /// How much longer passes took than the timings of their operators add up to, as a share: each operator is interrupted in
    /// few of its runs, so its median knows nothing of that, but a generation is made of many.
    ///
    /// @param timings  of these samples, without interruptions
    private double interruptions(Map<Operator, Timing> timings) {
        List<Double> ratios = new ArrayList<>();
        Stretch stretch = new Stretch(timings);
        for (Visits.Visit visit : visits) {
            stretch.add(visit);
            if (stretch.passes >= PASSES_OF_A_GENERATION) {
                ratios.add(stretch.ratio());
                stretch = new Stretch(timings);
            }
        }
        if (ratios.isEmpty()) {
            ratios.add(stretch.ratio());
        }
        double[] all = ratios.stream().mapToDouble(Double::doubleValue).toArray();
        return Math.max(0, Statistics.quantile(all, 50) - 1);
    }

    /// Visits one after the other.
    private final class Stretch {
        private final Map<Operator, Timing> timings;
        private double took;
        private double expected;
        private long passes;

        Stretch(Map<Operator, Timing> timings) {
            this.timings = timings;
        }

        void add(Visits.Visit visit) {
            visit.runs().forEach((operator, runs) -> {
                Timing timing = Objects.requireNonNull(timings.get(operator));
                double speed = visit.speed().relativeTo(usual, timing.flops(), timing.bytes());
                took += runs.all();
                expected += runs.count() * SpeedResponse.corrected(timing.seconds(), 1 / speed, timing.speedExponent());
                passes += operator instanceof Operator.Embed ? runs.count() : 0;
            });
        }

        double ratio() {
            return took / expected;
        }
    }

    private static double[] seconds(List<Sample> some) {
        return some.stream().mapToDouble(Sample::seconds).toArray();
    }

    private double[] speeds(Operator operator, List<Sample> some) {
        Work work = Work.of(operator, types);
        return some.stream().mapToDouble(sample -> speed(work, sample)).toArray();
    }

    private double speed(Work work, Sample sample) {
        return sample.speed().relativeTo(usual, work.flops(), work.bytes());
    }

    private static Timing.At at(Operator operator) {
        return operator instanceof AttentionOperator.Attention o
                ? new Timing.Attended(
                        o.batch(),
                        o.queries(),
                        o.context() + o.queries(),
                        o.mask().equals(Mask.CAUSAL) && o.queries() > 1)
                : new Timing.Rows(OperatorShape.rowsOf(operator));
    }
}
