package org.unmask.core.model;

import java.util.OptionalDouble;

/// The mixture of experts that stands in place of the MLP.
///
/// @param count  experts per layer
/// @param perToken  experts a token goes through
/// @param intermediate  width of one expert
/// @param sharedIntermediate  width of the expert that every token goes through besides, of all together if there are
///     several; 0 if there is none
/// @param denseLayers  first layers that have a plain MLP instead
/// @param skew  how unlike each other experts are assumed to be chosen, where no run counted it
public record Experts(
        int count,
        int perToken,
        int intermediate,
        int sharedIntermediate,
        int denseLayers,
        Routing routing,
        ExpertSkew skew) {
    public Experts {
        if (count < 1 || perToken < 1 || perToken > count || intermediate < 1) {
            throw new IllegalArgumentException(
                    "bad experts: count=" + count + " per token=" + perToken + " intermediate=" + intermediate);
        }
        if (sharedIntermediate < 0 || denseLayers < 0) {
            throw new IllegalArgumentException(
                    "bad experts: shared intermediate=" + sharedIntermediate + " dense layers=" + denseLayers);
        }
        int size = count / routing.groups();
        if (count % routing.groups() != 0
                || (routing.groups() > 1 && size < 2)
                || (long) routing.groupsKept() * size < perToken) {
            throw new IllegalArgumentException("bad experts: " + count + " in " + routing.groups() + " groups, "
                    + routing.groupsKept() + " kept, " + perToken + " per token");
        }
    }

    /// These experts in the first layers, too.
    Experts inEveryLayer() {
        return new Experts(count, perToken, intermediate, sharedIntermediate, 0, routing, skew);
    }

    /// All are chosen alike.
    public Experts(
            int count, int perToken, int intermediate, int sharedIntermediate, int denseLayers, Routing routing) {
        this(count, perToken, intermediate, sharedIntermediate, denseLayers, routing, ExpertSkew.NONE);
    }

    /// These experts, chosen otherwise.
    public Experts with(ExpertSkew other) {
        return new Experts(count, perToken, intermediate, sharedIntermediate, denseLayers, routing, other);
    }

    /// Distinct experts that some of these tokens is expected to choose; empty if all are chosen alike.
    OptionalDouble distinct(long tokens) {
        return skew.isNone() ? OptionalDouble.empty() : OptionalDouble.of(skew.distinct(count, perToken, tokens));
    }

    /// Without a shared expert, in every layer.
    public Experts(int count, int perToken, int intermediate, Routing routing) {
        this(count, perToken, intermediate, 0, 0, routing);
    }
}
