package org.unmask.core.decode;

import java.util.Optional;

/// A way to generate tokens, as the series of forward passes it needs.
///
/// Implementations are immutable; all state lives in the steps they return.
public interface Strategy {
    /// The first step for a request.
    ///
    /// @throws IllegalArgumentException if the request does not fit the strategy, for instance a generated length
    ///     that is not a multiple of the block
    Step start(Request request);

    /// What padding before a prompt must be a multiple of, for sequences with prompts of different lengths to get what they
    /// get alone: the block, if blocks are counted from position 0.
    ///
    /// @throws IllegalArgumentException if no padding does that
    default int paddingUnit() {
        return 1;
    }

    /// Tokens that are drafted for a pass that verifies them; 0 if none are.
    default int draft() {
        return 0;
    }

    /// What computes the passes of the drafter; empty if there are none.
    default Optional<Drafter> drafter() {
        return Optional.empty();
    }
}
