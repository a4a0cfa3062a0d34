package org.unmask.core.model;

import java.util.Optional;
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
/// @param blocks  how many experts the tokens of a block may have together; empty if each chooses among all
public record Experts(
        int count,
        int perToken,
        int intermediate,
        int sharedIntermediate,
        int denseLayers,
        Routing routing,
        ExpertSkew skew,
        Optional<BlockRouting> blocks) {
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
        if (blocks.isPresent()
                && (blocks.get().capacity() < perToken || blocks.get().capacity() > count)) {
            throw new IllegalArgumentException("bad experts: " + blocks.get().capacity() + " for a block; expected "
                    + perToken + ", those of a token, to all " + count);
        }
    }

    /// These experts in the first layers, too.
    Experts inEveryLayer() {
        return new Experts(count, perToken, intermediate, sharedIntermediate, 0, routing, skew, blocks);
    }

    /// All are chosen alike.
    public Experts(
            int count, int perToken, int intermediate, int sharedIntermediate, int denseLayers, Routing routing) {
        this(
                count,
                perToken,
                intermediate,
                sharedIntermediate,
                denseLayers,
                routing,
                ExpertSkew.NONE,
                Optional.empty());
    }

    /// These experts, chosen otherwise.
    public Experts with(ExpertSkew other) {
        return new Experts(count, perToken, intermediate, sharedIntermediate, denseLayers, routing, other, blocks);
    }

    /// These experts, of which the tokens of a block have some together.
    public Experts with(BlockRouting kept) {
        return new Experts(
                count, perToken, intermediate, sharedIntermediate, denseLayers, routing, skew, Optional.of(kept));
    }

    /// Distinct experts that some of these tokens is expected to choose; empty if each chooses among all, and all alike.
    OptionalDouble distinct(long tokens) {
        if (blocks.isPresent()) {
            return OptionalDouble.of(blocks.get().distinct(count, tokens, this::chosenAmongAll));
        }
        return skew.isNone() ? OptionalDouble.empty() : OptionalDouble.of(chosenAmongAll(tokens));
    }

    private double chosenAmongAll(long tokens) {
        return skew.isNone()
                ? count * (1 - StrictMath.pow(1 - (double) perToken / count, tokens))
                : skew.distinct(count, perToken, tokens);
    }

    /// Without a shared expert, in every layer.
    public Experts(int count, int perToken, int intermediate, Routing routing) {
        this(count, perToken, intermediate, 0, 0, routing);
    }
}
