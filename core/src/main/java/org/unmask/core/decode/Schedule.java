package org.unmask.core.decode;

/// A rule applied to the blocks of one request.
///
/// @param blocks  blocks the generated tokens make
/// @param block  positions of a block
record Schedule(Rule rule, int blocks, int block) {
    /// @throws IllegalArgumentException if the steps do not spread over the blocks
    static Schedule of(Rule rule, int generatedTokens, int block) {
        if (block < 1) {
            throw new IllegalArgumentException("bad block=" + block + "; at least 1");
        }
        if (generatedTokens % block != 0) {
            throw new IllegalArgumentException(
                    "generated length " + generatedTokens + " is not a multiple of block=" + block);
        }
        int blocks = generatedTokens / block;
        if (rule instanceof Rule.Fixed(int steps)) {
            if (steps < blocks) {
                throw new IllegalArgumentException("steps=" + steps + " are fewer than the " + blocks + " blocks of "
                        + block + " tokens; a block takes at least one step");
            }
            if (steps % blocks != 0) {
                throw new IllegalArgumentException(
                        "steps=" + steps + " is not a multiple of the " + blocks + " blocks of " + block + " tokens");
            }
        }
        return new Schedule(rule, blocks, block);
    }

    /// Passes a fixed schedule spends on every block.
    int stepsPerBlock(Rule.Fixed fixed) {
        return fixed.steps() / blocks;
    }

    /// What the pass number `step` of a block commits.
    Commit commit(int step) {
        return switch (rule) {
            case Rule.Fixed fixed -> new Commit.Top(even(block, stepsPerBlock(fixed), step));
            case Rule.Threshold(double confidence) -> new Commit.Confident(confidence, 1);
            case Rule.Assumed _ -> new Commit.Assumed();
        };
    }

    /// `masks` positions over `steps` steps: the first `masks mod steps` take one more. After the last step, 1.
    static int even(int masks, int steps, int step) {
        if (step >= steps) {
            return 1;
        }
        return masks / steps + (step < masks % steps ? 1 : 0);
    }
}
