package org.unmask.core.model;

/// Kimi Delta Attention (Kimi Team, arXiv 2510.26692): a gated delta net whose state decays by a number of its own for every
/// element of a key. Decay and output gate come out of two projections each, through as many elements as a head has.
///
/// @param heads  each with a state of `headDim` times `headDim`
/// @param kernel  tokens that a convolution before it sees
public record ChannelDelta(int heads, int headDim, int kernel) implements Mixer {
    public ChannelDelta {
        if (heads < 1 || headDim < 1 || kernel < 1) {
            throw new IllegalArgumentException(
                    "bad delta attention: heads=" + heads + " head dimension=" + headDim + " kernel=" + kernel);
        }
    }

    /// Elements of all heads.
    int width() {
        return Math.multiplyExact(heads, headDim);
    }

    /// Queries, keys and values.
    int channels() {
        return Math.multiplyExact(3, width());
    }

    /// Queries, keys, values, a number a head, and what decay and gate are projected from.
    @Override
    public int projected() {
        return Math.toIntExact(3L * width() + heads + 2L * headDim);
    }

    @Override
    public long elements() {
        return Math.multiplyExact((long) width(), (long) headDim);
    }

    @Override
    public long window() {
        return (kernel - 1L) * channels();
    }

    /// Projections, the convolution, biases and rates of the decay, and the norm of a head.
    @Override
    public long weights(Architecture a) {
        return (long) a.hidden() * projected()
                + 2L * headDim * width()
                + (long) channels() * kernel
                + width()
                + heads
                + headDim
                + (long) width() * a.hidden();
    }

    @Override
    public ChannelDelta over(int devices) {
        return new ChannelDelta(Mixer.heads(heads, devices), headDim, kernel);
    }
}
