package org.unmask.core.model;

import java.util.function.LongToDoubleFunction;

/// Routing that keeps few experts for a whole block of tokens (LLaDA2.2; `expert_capacity` and `block_size` of its
/// configuration): in every layer those whose greatest score among the tokens of the block is largest. A token then has the best
/// of these.
///
/// @param capacity  experts that are kept for a block
/// @param block  tokens of a block; those of a pass are divided in their order, the last block may be shorter
public record BlockRouting(int capacity, int block) {
    public BlockRouting {
        if (capacity < 1 || block < 1) {
            throw new IllegalArgumentException("bad routing of blocks: capacity=" + capacity + " block=" + block);
        }
    }

    /// Distinct experts that some token is expected to choose: `E·(1 − Π(1 − c/E))` over the blocks, which choose without
    /// regard to each other, `c` being what the tokens of a block would choose by themselves, and the capacity at most.
    ///
    /// @param experts  of a layer, `E`
    /// @param alone  what so many tokens choose where nothing is kept
    double distinct(int experts, long tokens, LongToDoubleFunction alone) {
        long whole = tokens / block;
        double untouched =
                StrictMath.pow(untouched(experts, block, alone), whole) * untouched(experts, tokens % block, alone);
        return experts * (1 - untouched);
    }

    /// The share of experts that a block of so many tokens does without.
    private double untouched(int experts, long tokens, LongToDoubleFunction alone) {
        return 1 - Math.min(capacity, alone.applyAsDouble(tokens)) / experts;
    }
}
