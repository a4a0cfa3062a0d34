package org.unmask.cost.timing;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Work;

/// Times of operators on one machine, by one backend with one kind of weights.
public final class OperatorTimings {
    private final Stand stand;
    private final Overhead overhead;
    private final List<Timing> timings;
    private final Map<OperatorShape, List<Timing>> shapes = new LinkedHashMap<>();
    private final Map<OperatorShape, RowTimes> rows = new HashMap<>();
    private final Map<OperatorShape, ExpertTimes> experts = new HashMap<>();
    private final Map<OperatorShape, AttentionTimes> attention = new HashMap<>();

    /// What was timed.
    ///
    /// @param cpu  the processor's own name
    /// @param fusions  what the backend fuses
    /// @param speeds  by the model whose shapes they are, the speed of the machine that its timings are corrected to;
    ///     it is read where the weights of the model are, so that models have speeds of their own
    public record Stand(
            String cpu,
            int threads,
            String backend,
            Set<Fusion> fusions,
            DTypes types,
            Map<String, MachineSpeed> speeds) {
        public Stand {
            fusions = Set.copyOf(fusions);
            if (speeds.isEmpty()) {
                throw new IllegalArgumentException("bad timings: the shapes are of no model");
            }
            speeds = Collections.unmodifiableMap(new LinkedHashMap<>(speeds));
        }

        /// The models whose shapes they are, in the order in which they were timed.
        public List<String> models() {
            return List.copyOf(speeds.keySet());
        }

        /// The speed that the timings of a model are corrected to; for another model, that of the first one.
        public MachineSpeed speed(String model) {
            return speeds.getOrDefault(model, speeds.values().iterator().next());
        }
    }

    /// A table of what was timed.
    ///
    /// @throws IllegalArgumentException if a shape of attention was never timed without a mask
    public OperatorTimings(Stand stand, Overhead overhead, List<Timing> timings) {
        this.stand = stand;
        this.overhead = overhead;
        this.timings = List.copyOf(timings);
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
            if (shape.kind() == OperatorShape.Kind.EXPERTS) {
                experts.put(shape, ExpertTimes.of(shape, some));
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
        if (operator instanceof AttentionOperator.MixedAttention(List<AttentionOperator.Attention> groups)) {
            return together(groups);
        }
        if (operator instanceof Operator.Counted) {
            return Optional.empty();
        }
        OperatorShape shape = OperatorShape.of(operator);
        if (operator instanceof AttentionOperator.Attention one) {
            return Optional.ofNullable(attention.get(shape)).map(times -> times.at(one));
        }
        if (operator instanceof MixtureOperator.Experts chosen
                && chosen.chosen().isPresent()) {
            return Optional.ofNullable(experts.get(shape)).map(times -> times.at(chosen));
        }
        return Optional.ofNullable(rows.get(shape)).map(times -> times.at(OperatorShape.rowsOf(operator)));
    }

    /// How far the time of an operator follows the speed of the machine: that of the timing of its shape that is nearest in
    /// work, since small work may be of one thread and large work is of all.
    ///
    /// @return nothing if its shape was not timed
    public OptionalDouble speedExponent(Operator operator) {
        if (operator instanceof AttentionOperator.MixedAttention(List<AttentionOperator.Attention> groups)) {
            return speedExponent(groups.getFirst());
        }
        if (operator instanceof Operator.Counted) {
            return OptionalDouble.empty();
        }
        Work work = Work.of(operator, stand.types());
        return shapes.getOrDefault(OperatorShape.of(operator), List.of()).stream()
                .min(Comparator.comparingDouble(
                        timing -> distance(timing.flops() + timing.bytes(), work.flops() + work.bytes())))
                .map(timing -> OptionalDouble.of(timing.speedExponent()))
                .orElse(OptionalDouble.empty());
    }

    /// The groups one after the other.
    private Optional<Timed> together(List<AttentionOperator.Attention> groups) {
        double seconds = 0;
        Basis basis = Basis.TIMED;
        for (AttentionOperator.Attention group : groups) {
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
        if (operator instanceof AttentionOperator.MixedAttention(List<AttentionOperator.Attention> groups)) {
            return like(groups.getFirst());
        }
        if (operator instanceof Operator.Counted) {
            return Optional.empty();
        }
        OperatorShape shape = OperatorShape.of(operator);
        if (operator instanceof AttentionOperator.Attention one) {
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
