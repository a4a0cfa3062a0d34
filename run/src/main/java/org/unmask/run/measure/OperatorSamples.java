package org.unmask.run.measure;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
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

    private final Map<Operator, List<Visits.Sample>> samples;
    private final DTypes types;
    private final MachineSpeed usual;

    OperatorSamples(Map<Operator, List<Visits.Sample>> samples, DTypes types) {
        this.samples = samples;
        this.types = types;
        this.usual = new MachineSpeed(
                median(sample -> sample.speed().bytesPerSecond()),
                median(sample -> sample.speed().flopsPerSecond()));
    }

    /// The speed of the machine half of the time: whatever is told of it by correction is surest in the middle of the samples.
    MachineSpeed usualSpeed() {
        return usual;
    }

    private double median(ToDoubleFunction<Visits.Sample> value) {
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
        return timings;
    }

    /// Of the samples, the half counts that was taken when the machine was nearest to its usual speed: the less there is to
    /// correct, the less the correction can be wrong.
    ///
    /// @param expected  how far all sizes of the shape follow the speed
    private Timing timing(Operator operator, List<Visits.Sample> some, double expected) {
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
                exponent);
    }

    private static double[] seconds(List<Visits.Sample> some) {
        return some.stream().mapToDouble(Visits.Sample::seconds).toArray();
    }

    private double[] speeds(Operator operator, List<Visits.Sample> some) {
        Work work = Work.of(operator, types);
        return some.stream().mapToDouble(sample -> speed(work, sample)).toArray();
    }

    private double speed(Work work, Visits.Sample sample) {
        return sample.speed().relativeTo(usual, work.flops(), work.bytes());
    }

    private static Timing.At at(Operator operator) {
        return operator instanceof Operator.Attention o
                ? new Timing.Attended(
                        o.batch(),
                        o.queries(),
                        o.context() + o.queries(),
                        o.mask().equals(Mask.CAUSAL) && o.queries() > 1)
                : new Timing.Rows(OperatorShape.rowsOf(operator));
    }
}
