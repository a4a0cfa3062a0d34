package org.unmask.core.decode;

/// How many tokens the denoising passes of a block commit, and which.
public sealed interface Rule {
    /// A fixed schedule of `steps` passes over the whole generated length.
    ///
    /// @param pace  how the tokens spread over the steps
    record Fixed(int steps, Pace pace, Order order) implements Rule {
        public Fixed {
            if (steps < 1) {
                throw new IllegalArgumentException("bad steps=" + steps + "; at least 1");
            }
        }

        /// Spread evenly, the most confident first.
        Fixed(int steps) {
            this(steps, Pace.EVEN, Order.CONFIDENCE);
        }
    }

    /// Every position at least this confident, and always the `steps`-th part of the block: with as many steps as
    /// positions, the best one. A value above 1 commits one token per pass.
    ///
    /// @param steps  over the whole generated length, 0 for as many as positions
    record Threshold(double confidence, int steps) implements Rule {
        public Threshold {
            if (!(confidence > 0)) {
                throw new IllegalArgumentException("bad threshold=" + confidence + "; it must be above 0");
            }
        }
    }

    /// See [Commit.Factor].
    record Factor(double factor) implements Rule {
        public Factor {
            if (!(factor > 0) || Double.isInfinite(factor)) {
                throw new IllegalArgumentException("bad factor=" + factor + "; it must be above 0");
            }
        }
    }

    /// See [Commit.EntropyBound].
    record EntropyBound(double bound) implements Rule {
        public EntropyBound {
            if (!(bound > 0) || Double.isInfinite(bound)) {
                throw new IllegalArgumentException("bad entropy=" + bound + "; it must be above 0");
            }
        }
    }

    /// No rule of its own: the number of tokens per pass is assumed. Can be priced, not executed.
    record Assumed() implements Rule {}

    /// How a fixed schedule spreads tokens over its steps.
    enum Pace {
        /// As evenly as whole numbers allow, the first steps taking the rest (LLaDA).
        EVEN,
        /// In proportion to the time that a step covers, rounded down; the last step takes the rest (Dream).
        DREAM
    }
}
