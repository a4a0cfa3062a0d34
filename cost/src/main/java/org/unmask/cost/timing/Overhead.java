package org.unmask.cost.timing;

/// What passes take beside their operators: starting them, and deciding what their logits commit.
///
/// @param passSeconds  of every pass
/// @param tokenSeconds  of every position that is computed
/// @param logitRowSeconds  of every row that goes through the LM head
public record Overhead(double passSeconds, double tokenSeconds, double logitRowSeconds) {
    public static final Overhead NONE = new Overhead(0, 0, 0);

    public Overhead {
        if (!(passSeconds >= 0) || !(tokenSeconds >= 0) || !(logitRowSeconds >= 0)) {
            throw new IllegalArgumentException("bad overhead: seconds per pass=" + passSeconds + " per token="
                    + tokenSeconds + " per logit row=" + logitRowSeconds + "; expected none below 0");
        }
    }

    /// Of one pass.
    public double seconds(long tokens, long logitRows) {
        return passSeconds + tokenSeconds * tokens + logitRowSeconds * logitRows;
    }
}
