package org.unmask.core.model;

/// Mamba (Gu and Dao, arXiv 2312.00752): each channel keeps a state that decays with every token by a step of its own. The
/// step, and the vectors that say what is taken up and what is read, are projections of what the convolution gives.
///
/// @param width  channels
/// @param state  elements of the state of a channel
/// @param rank  of the projection to the step
/// @param kernel  tokens that the convolution sees
/// @param convolutionBias  whether the convolution has biases
/// @param norms  norms of step and vectors
public record SelectiveSpace(int width, int state, int rank, int kernel, boolean convolutionBias, Norms norms)
        implements Mixer {
    /// Norms of what a step and both vectors are made of.
    public enum Norms {
        NONE,
        /// Falcon Mamba (arXiv 2410.05355).
        WEIGHTLESS,
        /// Jamba (arXiv 2403.19887).
        WEIGHTED
    }

    public SelectiveSpace {
        if (width < 1 || state < 1 || rank < 1 || kernel < 1) {
            throw new IllegalArgumentException(
                    "bad state space: channels=" + width + " state=" + state + " rank=" + rank + " kernel=" + kernel);
        }
    }

    /// Values and a gate.
    @Override
    public int projected() {
        return Math.multiplyExact(2, width);
    }

    /// The step before its own projection, and two vectors.
    int selected() {
        return Math.toIntExact(rank + 2L * state);
    }

    @Override
    public long elements() {
        return Math.multiplyExact((long) width, (long) state);
    }

    @Override
    public long window() {
        return (kernel - 1L) * width;
    }

    /// Projections, the convolution, rates of decay, and what goes past the state.
    @Override
    public long weights(Architecture a) {
        return (long) a.hidden() * projected()
                + (long) width * (kernel + (convolutionBias ? 1 : 0))
                + (long) width * selected()
                + (long) rank * width
                + width
                + elements()
                + width
                + (norms == Norms.WEIGHTED ? selected() : 0)
                + (long) width * a.hidden();
    }

    /// Channels are divided; the step before its own projection and both vectors are sums over all channels, which devices
    /// exchange, as vLLM has it (`x_proj` of `MambaMixer` in `layers/mamba/mamba_mixer.py`).
    @Override
    public SelectiveSpace over(int devices) {
        return new SelectiveSpace(
                Share.part("channels of states", width, devices), state, rank, kernel, convolutionBias, norms);
    }
}
