package org.unmask.cost.roofline;

import java.util.Optional;
import java.util.function.Function;
import org.unmask.core.decode.Drafter;
import org.unmask.core.decode.Role;
import org.unmask.core.model.DraftPart;

/// The models of a generation: the one that generates, and the one that drafts for it, if there is one.
public record Participants(Participant target, Optional<Participant> drafter) {
    /// A model without a drafter.
    public static Participants alone(Participant target) {
        return new Participants(target, Optional.empty());
    }

    /// A model with what drafts for it.
    ///
    /// @param named  gives the model of a name
    /// @throws IllegalArgumentException if layers of the target do not draft so
    public static Participants of(Participant target, Optional<Drafter> drafter, Function<String, Participant> named) {
        return new Participants(target, drafter.map(kind -> switch (kind) {
            case Drafter.Named(String model) -> named.apply(model);
            case Drafter.Head head -> Participant.of(DraftPart.of(target.architecture(), head), target);
            case Drafter.Block block -> Participant.of(DraftPart.of(target.architecture(), block), target);
        }));
    }

    /// The model whose layers a pass goes through.
    ///
    /// @throws IllegalArgumentException if a pass is of the drafter, and there is none
    public Participant of(Role role) {
        return switch (role) {
            case TARGET -> target;
            case DRAFTER, DRAFTER_CACHE ->
                drafter.orElseThrow(() -> new IllegalArgumentException(
                        "a pass of the drafter cannot be priced: the drafter is not given"));
        };
    }
}
