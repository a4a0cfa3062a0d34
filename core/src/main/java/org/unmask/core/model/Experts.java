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
/// @param ranks  devices that whole experts are dealt out to, one after the other; 1 if a device has a part of each expert
public record Experts(
        int count,
        int perToken,
        int intermediate,
        int sharedIntermediate,
        int denseLayers,
        Routing routing,
        ExpertSkew skew,
        Optional<BlockRouting> blocks,
        int ranks) {
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
        if (ranks < 1 || ranks > count) {
            throw new IllegalArgumentException("the model cannot be split over " + ranks
                    + " ranks of experts: a layer has " + count + " experts, and a rank at least one of them");
        }
    }

    /// These experts in the first layers, too.
    Experts inEveryLayer() {
        return new Experts(count, perToken, intermediate, sharedIntermediate, 0, routing, skew, blocks, ranks);
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
                Optional.empty(),
                1);
    }

    /// These experts, chosen otherwise.
    public Experts with(ExpertSkew other) {
        return new Experts(
                count, perToken, intermediate, sharedIntermediate, denseLayers, routing, other, blocks, ranks);
    }

    /// These experts, of which the tokens of a block have some together.
    public Experts with(BlockRouting kept) {
        return new Experts(
                count,
                perToken,
                intermediate,
                sharedIntermediate,
                denseLayers,
                routing,
                skew,
                Optional.of(kept),
                ranks);
    }

    /// Experts of a layer that a device holds; the first ranks have one more if they cannot have equally many.
    public int held() {
        return Math.ceilDiv(count, ranks);
    }

    /// What the busiest rank is expected to have of some tokens.
    ///
    /// Experts are dealt out by how often they are chosen, so that a rank has popular ones and others. Where tokens have
    /// fewer experts together than they would choose alone, their rows are spread over those they have.
    ///
    /// @param counted  distinct experts that a run counted; empty if they are to be expected from how experts are chosen
    public RankLoad busiest(long tokens, OptionalDouble counted) {
        if (tokens == 0) {
            return new RankLoad(0, 0);
        }
        double rows = BusiestRank.expected(skew.chosen(count, perToken), ranks, tokens);
        double all =
                counted.isPresent() ? counted.getAsDouble() : distinct(tokens).orElse(chosenAmongAll(tokens));
        double distinct = Math.min(held(), BusiestRank.expected(skew.chosen(count, all), ranks, 1));
        boolean together = counted.isPresent() || blocks.isPresent();
        double spread = together && all > 0 ? (double) tokens * perToken * distinct / all : 0;
        return new RankLoad(Math.max(rows, spread), distinct);
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
