package org.unmask.cost.roofline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.unmask.core.decode.Pass;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;

/// Lowers passes of an architecture to calls under a roofline and a profile.
final class PassCalls {
    private final Architecture model;
    private final DTypes types;
    private final Set<Fusion> fusions;
    private final Roofline roofline;
    private final Profile profile;

    PassCalls(Architecture model, DTypes types, Set<Fusion> fusions, Roofline roofline, Profile profile) {
        this.model = model;
        this.types = types;
        this.fusions = Set.copyOf(fusions);
        this.roofline = roofline;
        this.profile = profile;
    }

    /// In order of execution, identical layers once.
    List<Call> of(Pass pass) {
        List<Call> calls = new ArrayList<>();
        for (PassLoad.Call call : PassLoad.of(model, types, fusions, pass).calls()) {
            calls.add(new Call(
                    call.operator(),
                    call.repeats(),
                    call.work(),
                    profile.under(roofline, call.operator()),
                    profile.overlap(),
                    profile.operatorSeconds()));
        }
        return calls;
    }

    /// The least time of a pass.
    double floorSeconds() {
        return profile.floorSeconds(model.layers());
    }

    /// Layers the floor is for.
    int layers() {
        return model.layers();
    }

    Roofline roofline() {
        return roofline;
    }
}
