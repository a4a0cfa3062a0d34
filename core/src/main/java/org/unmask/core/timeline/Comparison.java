package org.unmask.core.timeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.unmask.core.op.Work;

/// One generation as it was assumed, as the passes that ran are priced, and as the clock saw it.
///
/// From assumed to replayed only the passes differ, from replayed to measured only the cost of a pass.
///
/// @param assumed  empty if nothing was assumed of the passes
/// @param measured  the passes of `replayed` with the seconds of a clock
public record Comparison(Optional<Timeline> assumed, Timeline replayed, Timeline measured) {
    /// @throws IllegalArgumentException if the passes that were replayed are not those that were measured
    public Comparison {
        if (!passes(replayed).equals(passes(measured))) {
            throw new IllegalArgumentException("bad comparison: "
                    + replayed.passes().size() + " passes were replayed, other "
                    + measured.passes().size()
                    + " were measured");
        }
    }

    private static List<?> passes(Timeline timeline) {
        return timeline.passes().stream().map(PassTime::pass).toList();
    }

    /// An operator, or a phase, in the three timelines.
    ///
    /// @param count  calls of the operator, or passes of the phase, that ran
    /// @param work  of them
    /// @param assumedSeconds  empty if nothing was assumed
    /// @param measuredSeconds  empty if no clock was read for it
    public record Times(
            String name,
            long count,
            Work work,
            Optional<Double> assumedSeconds,
            double replayedSeconds,
            Optional<Double> measuredSeconds) {
        /// Error of the number of passes: assumed over replayed, less 1.
        public Optional<Double> passesError() {
            return assumedSeconds.map(assumed -> assumed / replayedSeconds - 1);
        }

        /// Error of the cost of a pass: replayed over measured, less 1.
        public Optional<Double> costError() {
            return measuredSeconds.map(measured -> replayedSeconds / measured - 1);
        }
    }

    /// The whole generation, as far as it is inside passes.
    public Times whole() {
        return new Times(
                "all passes",
                replayed.passes().size(),
                replayed.work(),
                assumed.map(Timeline::seconds),
                replayed.seconds(),
                Optional.of(measured.seconds()));
    }

    /// Operators of all passes, in order of first execution.
    public List<Times> operators() {
        return operators(assumed.map(Timeline::operators), replayed.operators(), measured.operators());
    }

    /// Operators of one pass; nothing is assumed of a single pass.
    ///
    /// @param pass  from 0
    public List<Times> operators(int pass) {
        return operators(
                Optional.empty(),
                replayed.passes().get(pass).operators(),
                measured.passes().get(pass).operators());
    }

    private static List<Times> operators(
            Optional<List<OperatorTotal>> assumed, List<OperatorTotal> replayed, List<OperatorTotal> measured) {
        Map<String, Double> before = seconds(assumed.orElse(List.of()), OperatorTotal::name, OperatorTotal::seconds);
        Map<String, Double> clock = seconds(measured, OperatorTotal::name, OperatorTotal::seconds);
        return replayed.stream()
                .map(operator -> new Times(
                        operator.name(),
                        operator.calls(),
                        operator.work(),
                        Optional.ofNullable(before.get(operator.name())),
                        operator.seconds(),
                        Optional.ofNullable(clock.get(operator.name()))))
                .toList();
    }

    /// Passes grouped by what they are for and how many queries they compute, in order of first execution.
    public List<Times> phases() {
        Map<String, Double> before = seconds(
                assumed.map(Timeline::phases).orElse(List.of()), Comparison::name, Timeline.PhaseTotal::seconds);
        List<Times> times = new ArrayList<>();
        List<Timeline.PhaseTotal> clock = measured.phases();
        List<Timeline.PhaseTotal> priced = replayed.phases();
        for (int i = 0; i < priced.size(); i++) {
            Timeline.PhaseTotal phase = priced.get(i);
            times.add(new Times(
                    name(phase),
                    phase.passes(),
                    phase.work(),
                    Optional.ofNullable(before.get(name(phase))),
                    phase.seconds(),
                    Optional.of(clock.get(i).seconds())));
        }
        return times;
    }

    private static String name(Timeline.PhaseTotal phase) {
        return phase.name() + ", " + phase.queries() + " queries";
    }

    private static <T> Map<String, Double> seconds(
            List<T> parts, Function<T, String> name, Function<T, Double> seconds) {
        Map<String, Double> sums = new LinkedHashMap<>();
        parts.forEach(part -> sums.merge(name.apply(part), seconds.apply(part), Double::sum));
        return sums;
    }
}
