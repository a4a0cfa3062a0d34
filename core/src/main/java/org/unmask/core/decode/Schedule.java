package org.unmask.core.decode;

/// A rule applied to the blocks of one request.
///
/// @param blocks  blocks the generated tokens make
/// @param block  positions of a block
/// @param firstAlone  whether the first pass of a block commits the first position of the block, and nothing else
record Schedule(Rule rule, int blocks, int block, boolean firstAlone) {
    /// @throws IllegalArgumentException if the steps do not spread over the blocks
    static Schedule of(Rule rule, int generatedTokens, int block) {
        return of(rule, generatedTokens, block, false);
    }

    /// @throws IllegalArgumentException if the steps do not spread over the blocks
    static Schedule of(Rule rule, int generatedTokens, int block, boolean firstAlone) {
        if (block < 1) {
            throw new IllegalArgumentException("bad block=" + block + "; at least 1");
        }
        if (generatedTokens % block != 0) {
            throw new IllegalArgumentException(
                    "generated length " + generatedTokens + " is not a multiple of block=" + block);
        }
        int blocks = generatedTokens / block;
        switch (rule) {
            case Rule.Fixed fixed -> checkSteps(fixed.steps(), blocks, block);
            case Rule.Threshold threshold -> {
                if (threshold.steps() > 0) {
                    checkSteps(threshold.steps(), blocks, block);
                }
            }
            case Rule.Factor _, Rule.EntropyBound _, Rule.Assumed _ -> {}
        }
        return new Schedule(rule, blocks, block, firstAlone);
    }

    private static void checkSteps(int steps, int blocks, int block) {
        if (steps < blocks) {
            throw new IllegalArgumentException("steps=" + steps + " are fewer than the " + blocks + " blocks of "
                    + block + " tokens; a block takes at least one step");
        }
        if (steps % blocks != 0) {
            throw new IllegalArgumentException(
                    "steps=" + steps + " is not a multiple of the " + blocks + " blocks of " + block + " tokens");
        }
    }

    /// Passes a fixed schedule spends on every block.
    int stepsPerBlock(Rule.Fixed fixed) {
        return fixed.steps() / blocks;
    }

    /// Whether a block is over after a pass, given the masks it left.
    boolean isOver(int stepsSoFar, int masked) {
        return rule instanceof Rule.Fixed fixed ? stepsSoFar == stepsPerBlock(fixed) : masked == 0;
    }

    /// What the pass number `step` of a block commits.
    ///
    /// @param masked  the most masked positions of the block when the pass begins
    Commit commit(int step, int masked) {
        if (firstAlone && step == 0) {
            return new Commit.Top(1, Order.SEQUENTIAL);
        }
        return switch (rule) {
            case Rule.Fixed fixed -> new Commit.Top(tokens(fixed, step, masked), fixed.order());
            case Rule.Threshold(double confidence, int steps) ->
                new Commit.Confident(confidence, steps == 0 ? 1 : Math.max(1, even(block, steps / blocks, step)));
            case Rule.Factor(double factor) -> new Commit.Factor(factor);
            case Rule.EntropyBound(double bound) -> new Commit.EntropyBound(bound);
            case Rule.Assumed _ -> new Commit.Assumed();
        };
    }

    private int tokens(Rule.Fixed fixed, int step, int masked) {
        return switch (fixed.pace()) {
            case EVEN -> even(evenTokens(), evenSteps(fixed), step - evenFrom());
            case DREAM -> DreamSchedule.tokens(masked, stepsPerBlock(fixed), step);
        };
    }

    /// How many passes from `step` on, this one included, commit the same number of tokens; 1 if that is not known.
    int uniformSteps(int step) {
        if (!(rule instanceof Rule.Fixed fixed) || fixed.pace() != Rule.Pace.EVEN || step < evenFrom()) {
            return 1;
        }
        int steps = evenSteps(fixed);
        int larger = evenTokens() % steps;
        int index = step - evenFrom();
        return index < larger ? larger - index : Math.max(1, steps - index);
    }

    /// Positions that an even pace spreads.
    private int evenTokens() {
        return block - evenFrom();
    }

    /// Steps it spreads them over.
    private int evenSteps(Rule.Fixed fixed) {
        return Math.max(1, stepsPerBlock(fixed) - evenFrom());
    }

    /// The first pass that takes part.
    private int evenFrom() {
        return firstAlone ? 1 : 0;
    }

    /// `masks` positions over `steps` steps: the first `masks mod steps` take one more. After the last step, 1.
    static int even(int masks, int steps, int step) {
        if (step >= steps) {
            return 1;
        }
        return masks / steps + (step < masks % steps ? 1 : 0);
    }
}
