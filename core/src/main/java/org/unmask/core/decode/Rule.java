package org.unmask.core.decode;

/// How many tokens the denoising passes of a block commit.
public sealed interface Rule {
    /// A fixed schedule of `steps` passes over the whole generated length, spread evenly over blocks and positions.
    record Fixed(int steps) implements Rule {
        public Fixed {
            if (steps < 1) {
                throw new IllegalArgumentException("bad steps=" + steps + "; at least 1");
            }
        }
    }

    /// Every position at least this confident, and always the best one. A value above 1 commits one token per pass.
    record Threshold(double confidence) implements Rule {
        public Threshold {
            if (!(confidence > 0)) {
                throw new IllegalArgumentException("bad threshold=" + confidence + "; it must be above 0");
            }
        }
    }

    /// No rule of its own: the number of tokens per pass is assumed. Can be priced, not executed.
    record Assumed() implements Rule {}
}
