package org.unmask.fit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unmask.core.decode.Conditioning;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Reuse;
import org.unmask.core.decode.Role;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.op.Mask;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.Participants;
import org.unmask.cost.roofline.PassLoad;
import org.unmask.cost.roofline.Roofline;

/// The work of whole generations, in few passes: those that differ in their context alone stand for their neighbours.
final class Loads {
    /// Within so many, work is nearly linear in the context.
    private static final int CONTEXTS = 12;

    private record Shape(
            Role role, int batch, int queries, Mask mask, int logitRows, Reuse reuse, Conditioning conditioning) {
        static Shape of(Pass pass) {
            Pass.Group group = pass.only();
            return new Shape(
                    pass.role(),
                    group.batch(),
                    group.queries(),
                    group.mask(),
                    group.logitRows(),
                    group.reuse(),
                    group.conditioning());
        }
    }

    private Loads() {}

    /// A time of a scenario whose strategy names no file.
    ///
    /// @param share  of the arithmetic units of the device that were used
    static Observation observation(
            String source, String group, String name, double seconds, double share, Scenario scenario) {
        Roofline whole = scenario.roofline();
        Roofline used = new Roofline(whole.flopsPerSecond() * share, whole.bytesPerSecond(), whole.generation());
        return new Observation(source, group, name, seconds, 1, used, used, Optional.empty(), passes(scenario));
    }

    private static List<Observation.Passes> passes(Scenario scenario) {
        Request request = scenario.request();
        Map<Shape, List<Pass>> alike = new LinkedHashMap<>();
        Unfolding.run(
                Strategies.checked(scenario.strategy(), request),
                request,
                Strategies.assumption(scenario.strategy(), request),
                (pass, _) -> alike.computeIfAbsent(Shape.of(pass), _ -> new ArrayList<>())
                        .add(pass));
        Participants participants = scenario.participants();
        List<Observation.Passes> passes = new ArrayList<>();
        for (List<Pass> each : alike.values()) {
            each.sort(Comparator.comparingInt(pass -> pass.only().context()));
            int parts = Math.min(CONTEXTS, each.size());
            for (int part = 0; part < parts; part++) {
                int start = (int) ((long) each.size() * part / parts);
                int end = (int) ((long) each.size() * (part + 1) / parts);
                Pass middle = each.get((start + end - 1) / 2);
                passes.add(new Observation.Passes(
                        end - start,
                        PassLoad.of(participants.of(middle.role()), Set.of(), scenario.deployment(), middle)));
            }
        }
        return passes;
    }
}
