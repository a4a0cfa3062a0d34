package org.unmask.cost.roofline;

import java.util.Optional;
import java.util.Set;
import org.unmask.core.decode.Role;
import org.unmask.core.op.Fusion;
import org.unmask.cost.hardware.Deployment;

/// The calls of passes, each of the model whose layers it goes through.
record RoleCalls(PassCalls target, Optional<PassCalls> drafter) {
    /// @throws IllegalArgumentException if a model cannot be split so
    static RoleCalls of(Participants participants, Set<Fusion> fusions, Profile profile, Deployment deployment) {
        return new RoleCalls(
                new PassCalls(
                        participants.target(), participants.target().share(deployment), fusions, profile, deployment),
                participants
                        .drafter()
                        .map(drafter -> new PassCalls(
                                drafter, drafter.draftingShare(deployment), fusions, profile, deployment)));
    }

    /// @throws IllegalArgumentException if a pass is of the drafter, and there is none
    PassCalls of(Role role) {
        return switch (role) {
            case TARGET -> target;
            case DRAFTER, DRAFTER_CACHE ->
                drafter.orElseThrow(() -> new IllegalArgumentException(
                        "a pass of the drafter cannot be priced: the drafter is not given"));
        };
    }
}
