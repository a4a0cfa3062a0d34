package org.unmask.engine;

/// Bytes of memory by what they hold.
///
/// @param weightBytes  of all matrices and vectors, each counted once
/// @param keyValueBytes  of cached keys and values, and of features where a strategy keeps some
/// @param activationBytes  of everything a pass computes but logits
public record MemoryUse(long weightBytes, long keyValueBytes, long activationBytes, long logitBytes) {
    /// All parts together.
    ///
    /// @throws ArithmeticException if they exceed 63 bits
    public long totalBytes() {
        return Math.addExact(Math.addExact(weightBytes, keyValueBytes), Math.addExact(activationBytes, logitBytes));
    }
}
