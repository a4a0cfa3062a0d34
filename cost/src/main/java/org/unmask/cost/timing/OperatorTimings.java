package org.unmask.cost.timing;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Work;

/// Times of operators on one machine, by one backend with one kind of weights.
public final class OperatorTimings {
    private final Stand stand;
    private final Overhead overhead;
    private final List<Timing> timings;
    private final Map<OperatorShape, RowTimes> rows = new HashMap<>();
    private final Map<OperatorShape, AttentionTimes> attention = new HashMap<>();

    /// What was timed.
    ///
    /// @param cpu  the processor's own name
    /// @param fusions  what the backend fuses
    /// @param models  whose shapes they are
    /// @param speed  of the machine while they were taken, which all timings are corrected to
    public record Stand(
            String cpu,
            int threads,
            String backend,
            Set<Fusion> fusions,
            DTypes types,
            List<String> models,
            MachineSpeed speed) {
        public Stand {
            fusions = Set.copyOf(fusions);
            models = List.copyOf(models);
        }
    }

    /// A table of what was timed.
    ///
    /// @throws IllegalArgumentException if a shape of attention was never timed without a mask
    public OperatorTimings(Stand stand, Overhead overhead, List<Timing> timings) {
        this.stand = stand;
        this.overhead = overhead;
        this.timings = List.copyOf(timings);
        Map<OperatorShape, List<Timing>> shapes = new LinkedHashMap<>();
        for (Timing timing : timings) {
            shapes.merge(
                    timing.shape(),
                    List.of(timing),
                    (all, more) -> Stream.concat(all.stream(), more.stream()).toList());
        }
        shapes.forEach((shape, some) -> {
            if (shape.kind() == OperatorShape.Kind.ATTENTION) {
                attention.put(shape, new AttentionTimes(shape, some));
            } else {
                rows.put(shape, RowTimes.of(some));
            }
        });
    }

    public Stand stand() {
        return stand;
    }

    /// What passes take beside their operators.
    public Overhead overhead() {
        return overhead;
    }

    /// As they were taken.
    public List<Timing> timings() {
        return timings;
    }

    /// The time of an operator whose shape was timed.
    public Optional<Timed> find(Operator operator) {
        if (operator instanceof Operator.MixedAttention(List<Operator.Attention> groups)) {
            return together(groups);
        }
        if (operator instanceof Operator.Counted) {
            return Optional.empty();
        }
        OperatorShape shape = OperatorShape.of(operator);
        if (operator instanceof Operator.Attention one) {
            return Optional.ofNullable(attention.get(shape)).map(times -> times.at(one));
        }
        return Optional.ofNullable(rows.get(shape)).map(times -> times.at(OperatorShape.rowsOf(operator)));
    }

    /// The groups one after the other.
    private Optional<Timed> together(List<Operator.Attention> groups) {
        double seconds = 0;
        Basis basis = Basis.TIMED;
        for (Operator.Attention group : groups) {
            Optional<Timed> found = find(group);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            seconds += found.get().seconds();
            basis = basis.and(found.get().basis());
        }
        return Optional.of(new Timed(Curve.constant(seconds), 1, basis));
    }

    /// The nearest shape of the kind of an operator whose own shape was not timed, at the same rows.
    public Optional<Like> like(Operator operator) {
        if (operator instanceof Operator.MixedAttention(List<Operator.Attention> groups)) {
            return like(groups.getFirst());
        }
        if (operator instanceof Operator.Counted) {
            return Optional.empty();
        }
        OperatorShape shape = OperatorShape.of(operator);
        if (operator instanceof Operator.Attention one) {
            double size = (double) one.heads() * one.headDim();
            return attention.values().stream()
                    .min(Comparator.comparingDouble(times -> distance(times.size(), size)))
                    .map(times -> times.like(one, stand.types()));
        }
        long count = OperatorShape.rowsOf(operator);
        Work work = Work.of(operator, stand.types());
        return rows.entrySet().stream()
                .filter(entry -> entry.getKey().kind() == shape.kind())
                .map(Map.Entry::getValue)
                .map(times -> times.like(count))
                .min(Comparator.comparingDouble(
                        like -> distance(like.flops() + like.bytes(), work.flops() + work.bytes())));
    }

    private static double distance(double a, double b) {
        return Math.abs(Math.log(a / b));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OperatorTimings that
                && stand.equals(that.stand)
                && overhead.equals(that.overhead)
                && timings.equals(that.timings);
    }

    @Override
    public int hashCode() {
        return 31 * stand.hashCode() + timings.hashCode();
    }
}
