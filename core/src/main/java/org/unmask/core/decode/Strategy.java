package org.unmask.core.decode;

/// A way to generate tokens, as the series of forward passes it needs.
///
/// Implementations are immutable; all state lives in the steps they return.
public interface Strategy {
    /// The first step for a request.
    ///
    /// @throws IllegalArgumentException if the request does not fit the strategy, for instance a generated length
    ///     that is not a multiple of the block
    Step start(Request request);
}
