package org.unmask.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unmask.core.decode.Conditioning;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Reuse;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.op.Mask;
import org.unmask.core.timeline.PassTime;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.PassLoad;

/// One published measurement and the scenario it belongs to.
///
/// @param group  points that are left out of a fit together
/// @param part  which passes were timed
/// @param relativeTo  for points of which only ratios mean something: the setting whose first point they are ratios to
public record PublishedPoint(
        String file,
        String group,
        String name,
        Scenario scenario,
        Part part,
        double seconds,
        Optional<String> relativeTo) {
    /// What a time is of.
    public enum Part {
        GENERATION,
        LAST_PASS,
        /// Until there is a first token.
        PROMPT,
        /// After the prompt.
        DECODE
    }

    /// Whether the device has room for it.
    ///
    /// @param commits  reads the file that a strategy names as `profile=FILE`
    public boolean fits(StrategyFiles commits) {
        return Prediction.of(scenario, commits).fits();
    }

    /// The work behind the time.
    ///
    /// @param commits  reads the file that a strategy names as `profile=FILE`
    public Observation observation(StrategyFiles commits) {
        List<PassTime> times = Prediction.of(scenario, commits).timeline().passes();
        List<PassTime> timed = timed(times);
        record Counts(
                int batch,
                int queries,
                int context,
                Mask mask,
                int logitRows,
                Reuse reuse,
                Conditioning conditioning) {}
        Map<Counts, List<Pass>> equal = new LinkedHashMap<>();
        for (PassTime time : timed) {
            Pass.Group group = time.pass().only();
            equal.computeIfAbsent(
                            new Counts(
                                    group.batch(),
                                    group.queries(),
                                    group.context(),
                                    group.mask(),
                                    group.logitRows(),
                                    group.reuse(),
                                    group.conditioning()),
                            _ -> new ArrayList<>())
                    .add(time.pass());
        }
        List<Observation.Passes> passes = equal.values().stream()
                .map(alike -> new Observation.Passes(
                        alike.size(),
                        PassLoad.of(scenario.model().architecture(), scenario.types(), Set.of(), alike.getFirst())))
                .toList();
        return new Observation(
                file, group, name, seconds, 1, scenario.roofline(), scenario.roofline(), Optional.empty(), passes);
    }

    private List<PassTime> timed(List<PassTime> passes) {
        int first = 0;
        while (first < passes.size() - 1 && passes.get(first).outcome().committed() == 0) {
            first++;
        }
        long prefill = passes.stream()
                .takeWhile(pass -> pass.pass().phase() == Phase.PREFILL)
                .count();
        return switch (part) {
            case GENERATION -> passes;
            case LAST_PASS -> List.of(passes.getLast());
            case PROMPT -> passes.subList(0, first + 1);
            case DECODE -> passes.subList((int) prefill, passes.size());
        };
    }
}
