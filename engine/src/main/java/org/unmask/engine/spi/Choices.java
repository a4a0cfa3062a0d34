package org.unmask.engine.spi;

/// What [Kernels#select] leaves of each row of logits: everything that commit rules ask for, from one reading.
public final class Choices {
    /// The token with the greatest logit.
    public final int[] tokens;

    /// Its softmax probability over the whole row.
    public final double[] probabilities;

    /// The probability of the second most probable token, equal to the first if two tie; 0 if there is no other.
    public final double[] seconds;

    /// Entropy of the whole row in nats, `-Σ p ln p`. Reference code adds 10⁻¹⁰ to `p` within the logarithm, against
    /// `ln 0`; that makes at most `vocabulary · 10⁻¹⁰` of difference.
    public final double[] entropies;

    /// Room for `rows` rows.
    public Choices(int rows) {
        tokens = new int[rows];
        probabilities = new double[rows];
        seconds = new double[rows];
        entropies = new double[rows];
    }
}
