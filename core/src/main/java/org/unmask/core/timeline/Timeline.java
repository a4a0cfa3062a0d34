package org.unmask.core.timeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Request;
import org.unmask.core.op.Work;

/// The passes of one generation in order, with their times; each is of one group, as strategies ask for.
///
/// @param operators  summed over all passes, in order of first execution
public record Timeline(Origin origin, Request request, List<PassTime> passes, List<OperatorTotal> operators) {
    public Timeline {
        passes = List.copyOf(passes);
        operators = List.copyOf(operators);
    }

    /// A timeline whose operators are those of its passes.
    public Timeline(Origin origin, Request request, List<PassTime> passes) {
        this(origin, request, passes, totals(passes));
    }

    /// The passes that ran with the seconds of a clock.
    ///
    /// @param replayed  the recorded passes as the strategy asks for them, with the work of their operators
    /// @param clocks  of every pass
    /// @param totals  seconds of each operator in all passes together, where a clock was read; empty if those of the passes
    ///     say it
    /// @throws IllegalStateException if another number of passes was recorded than the strategy asks for
    public static Timeline measured(Timeline replayed, List<PassClock> clocks, Map<String, Double> totals) {
        if (clocks.size() != replayed.passes().size()) {
            throw new IllegalStateException(clocks.size() + " passes were recorded, the strategy asks for "
                    + replayed.passes().size());
        }
        List<PassTime> passes = new ArrayList<>();
        for (int i = 0; i < clocks.size(); i++) {
            PassTime pass = replayed.passes().get(i);
            PassClock clock = clocks.get(i);
            passes.add(new PassTime(
                    pass.pass(), pass.outcome(), clock.seconds(), timed(pass.operators(), clock.operatorSeconds())));
        }
        return new Timeline(
                Origin.MEASURED,
                replayed.request(),
                passes,
                totals.isEmpty() ? totals(passes) : timed(replayed.operators(), totals));
    }

    /// What a clock said of one pass.
    ///
    /// @param operatorSeconds  of all calls of each operator; empty if only the whole pass was timed
    public record PassClock(double seconds, Map<String, Double> operatorSeconds) {
        public PassClock {
            operatorSeconds = Map.copyOf(operatorSeconds);
        }
    }

    /// Operators that a clock was read for, in the order of the others.
    private static List<OperatorTotal> timed(List<OperatorTotal> operators, Map<String, Double> seconds) {
        List<OperatorTotal> timed = new ArrayList<>();
        for (OperatorTotal operator : operators) {
            Double known = seconds.get(operator.name());
            if (known != null) {
                timed.add(new OperatorTotal(operator.name(), operator.calls(), operator.work(), known));
            }
        }
        return timed;
    }

    /// Most passes run the operators of the one before: the sum at the same place is nearly always the right one.
    private static List<OperatorTotal> totals(List<PassTime> passes) {
        Map<String, OperatorSum> sums = new LinkedHashMap<>();
        List<OperatorSum> places = new ArrayList<>();
        for (PassTime pass : passes) {
            List<OperatorTotal> operators = pass.operators();
            for (int i = 0; i < operators.size(); i++) {
                OperatorTotal operator = operators.get(i);
                if (i == places.size()) {
                    places.add(sums.computeIfAbsent(operator.name(), OperatorSum::new));
                } else if (!places.get(i).isOf(operator)) {
                    places.set(i, sums.computeIfAbsent(operator.name(), OperatorSum::new));
                }
                places.get(i).add(operator);
            }
        }
        return sums.values().stream().map(OperatorSum::total).toList();
    }

    /// Seconds from the first pass to the last; time between passes is not part of it.
    public double seconds() {
        double sum = 0;
        for (PassTime pass : passes) {
            sum += pass.seconds();
        }
        return sum;
    }

    /// Seconds until the first pass that commits a token has ended.
    public double firstTokenSeconds() {
        double sum = 0;
        for (PassTime pass : passes) {
            sum += pass.seconds();
            if (pass.outcome().committed() > 0) {
                break;
            }
        }
        return sum;
    }

    /// Throughput of all sequences together.
    public double tokensPerSecond() {
        return request.tokensPerSecond(seconds());
    }

    /// Generated tokens of a sequence over all passes, prefill and commit passes included.
    public double tokensPerPass() {
        return (double) request.generatedTokens() / passes.size();
    }

    /// What the passes achieved, to be replayed.
    public List<Outcome> outcomes() {
        return passes.stream().map(PassTime::outcome).toList();
    }

    /// Work of all operators of all passes.
    public Work work() {
        Work sum = Work.NONE;
        for (OperatorTotal operator : operators()) {
            sum = sum.plus(operator.work());
        }
        return sum;
    }

    /// Passes grouped by what they are for and how many queries they compute, as [Pass#queries()] counts them, in order of
    /// first execution.
    public List<PhaseTotal> phases() {
        record Group(String name, int queries) {}
        Map<Group, List<PassTime>> groups = new LinkedHashMap<>();
        for (PassTime pass : passes) {
            Group group = new Group(pass.pass().phase().id(), pass.pass().queries());
            groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(pass);
        }
        List<PhaseTotal> phases = new ArrayList<>();
        groups.forEach((group, members) -> phases.add(new PhaseTotal(
                group.name(),
                members.size(),
                group.queries(),
                members.getFirst().pass().context(),
                members.getLast().pass().context(),
                members.stream().mapToDouble(PassTime::seconds).sum(),
                members.stream().map(PassTime::work).reduce(Work.NONE, Work::plus))));
        return phases;
    }

    /// The passes of one phase together.
    ///
    /// @param contextFirst  context of the first pass of the group
    /// @param contextLast  context of the last pass of the group
    public record PhaseTotal(
            String name, int passes, int queries, int contextFirst, int contextLast, double seconds, Work work) {}
}
