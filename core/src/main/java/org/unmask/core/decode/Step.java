package org.unmask.core.decode;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// What a strategy wants next.
public sealed interface Step {
    Step DONE = new Done();

    /// Run `pass`, then ask `then` with its outcome.
    ///
    /// @param stride  what follows if nothing depends on logits; empty if something does, or nothing is gained
    /// @param parts  passes that compute it, if it is computed in chunks; what it achieves, the last of them does
    record Run(Pass pass, Function<Outcome, Step> then, Optional<Stride> stride, List<Pass> parts) implements Step {
        public Run {
            parts = List.copyOf(parts);
        }

        /// A pass that is computed at once.
        public Run(Pass pass, Function<Outcome, Step> then, Optional<Stride> stride) {
            this(pass, then, stride, List.of());
        }

        /// A pass that is followed one by one.
        public Run(Pass pass, Function<Outcome, Step> then) {
            this(pass, then, Optional.empty());
        }

        /// This pass in chunks.
        Run in(List<Pass> chunks) {
            return new Run(pass, then, stride, chunks);
        }
    }

    /// Nothing is left to do.
    record Done() implements Step {}

    /// Passes that differ only in their context and rows of logits, each by the same amount from one to the next:
    /// what following `then` pass by pass would give if no sequence stops. It lets a price be a closed sum.
    ///
    /// @param passes  how many, the pass of the step included
    /// @param contextStep  added to the context from one pass to the next, from 0
    /// @param logitRowStep  added to the rows of logits
    /// @param committed  tokens each pass commits per sequence; the last may commit fewer, for lack of masks
    /// @param after  the step after the last of them
    record Stride(int passes, int contextStep, int logitRowStep, int committed, Supplier<Step> after) {
        public Stride {
            if (passes < 1 || contextStep < 0 || committed < 0) {
                throw new IllegalArgumentException(
                        "bad stride: passes=" + passes + " context step=" + contextStep + " committed=" + committed);
            }
        }
    }
}
