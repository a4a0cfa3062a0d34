package org.unmask.cost.roofline;

import java.util.Optional;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.DraftPart;
import org.unmask.core.model.Share;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.cost.hardware.Deployment;

/// A model whose passes are priced, with the types and the roofs it computes with.
///
/// @param roofline  of one device
/// @param part  if it is no model of its own, but layers within the target
public record Participant(Architecture architecture, DTypes types, Roofline roofline, Optional<DraftPart> part) {
    /// A model of its own.
    public Participant(Architecture architecture, DTypes types, Roofline roofline) {
        this(architecture, types, roofline, Optional.empty());
    }

    /// Layers within a target, stored in the type of its activations if it is stored in a way of its own.
    public static Participant of(DraftPart part, Participant target) {
        return new Participant(part.architecture(), target.otherTypes(), target.roofline(), Optional.of(part));
    }

    /// What one of several devices has of this model.
    ///
    /// @throws IllegalArgumentException if it cannot be split so
    Architecture share(Deployment deployment) {
        return Share.of(architecture, deployment.tensor(), deployment.ranks());
    }

    /// What one of several devices has of this model, if it drafts for another: it may be without experts.
    ///
    /// @throws IllegalArgumentException if it cannot be split so
    Architecture draftingShare(Deployment deployment) {
        int ranks = architecture.experts().isPresent() ? deployment.ranks() : 1;
        return Share.of(architecture, deployment.tensor(), ranks);
    }

    /// The types of a model beside this one, whose files say nothing about it: the weights of others are not quantised.
    public DTypes otherTypes() {
        DType weight = types.storage().isPresent() ? types.activation() : types.weight();
        return new DTypes(types.activation(), weight, types.keyValue());
    }
}
