package org.unmask.engine;

import java.util.List;
import java.util.Optional;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Role;

/// The model that generates, and the one that drafts for it.
///
/// @param drafter  empty if none does; strategies may look drafts up then
public record Engines(Engine target, Optional<Engine> drafter) {
    public Engines {
        drafter.ifPresent(engine -> engine.model().checkDraftsFor(target.model(), 0));
    }

    /// A model without a drafter.
    public static Engines alone(Engine target) {
        return new Engines(target, Optional.empty());
    }

    /// Whose layers a pass goes through.
    ///
    /// @throws IllegalArgumentException if a pass is of the drafter, and there is none
    public Engine of(Role role) {
        return switch (role) {
            case TARGET -> target;
            case DRAFTER, DRAFTER_CACHE ->
                drafter.orElseThrow(
                        () -> new IllegalArgumentException("a pass of the drafter cannot run: none was loaded"));
        };
    }

    /// Starts a batch ([Engine#start]).
    ///
    /// @throws IllegalArgumentException if number or length of the prompts differ from the request, or a token is
    ///     not in the vocabulary
    public Generation start(
            Request request, List<int[]> prompts, Generation.Stop stop, Probe probe, Sampling sampling) {
        return target.start(drafter, request, prompts, stop, probe, sampling);
    }
}
