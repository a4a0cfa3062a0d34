package org.unmask.core.timeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.op.Work;

/// The passes of one generation in order, with their times; each is of one group, as strategies ask for.
public record Timeline(Origin origin, Request request, List<PassTime> passes) {
    public Timeline {
        passes = List.copyOf(passes);
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

    /// Operators summed over all passes, in order of first execution.
    public List<OperatorTotal> operators() {
        Map<String, OperatorTotal> totals = new LinkedHashMap<>();
        for (PassTime pass : passes) {
            for (OperatorTotal operator : pass.operators()) {
                totals.merge(
                        operator.name(), operator, (sum, more) -> sum.plus(more.calls(), more.work(), more.seconds()));
            }
        }
        return List.copyOf(totals.values());
    }

    /// Work of all operators of all passes.
    public Work work() {
        Work sum = Work.NONE;
        for (OperatorTotal operator : operators()) {
            sum = sum.plus(operator.work());
        }
        return sum;
    }

    /// Passes grouped by what they are for and how many queries they compute, in order of first execution.
    public List<PhaseTotal> phases() {
        record Group(String name, int queries) {}
        Map<Group, List<PassTime>> groups = new LinkedHashMap<>();
        for (PassTime pass : passes) {
            Pass.Group counts = pass.pass().only();
            Group group = new Group(counts.task().phase().id(), counts.queries());
            groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(pass);
        }
        List<PhaseTotal> phases = new ArrayList<>();
        groups.forEach((group, members) -> phases.add(new PhaseTotal(
                group.name(),
                members.size(),
                group.queries(),
                members.getFirst().pass().only().context(),
                members.getLast().pass().only().context(),
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
