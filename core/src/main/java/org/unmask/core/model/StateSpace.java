package org.unmask.core.model;

/// Mamba-2 (Dao and Gu, arXiv 2405.21060): each head keeps a state that decays with every token and takes up its value,
/// multiplied by a vector of the head's group; another vector of the group reads it.
///
/// @param heads  each with a state of `headDim` times `state`
/// @param groups  of heads with vectors in common; divides `heads`
/// @param kernel  tokens that a convolution before it sees
/// @param convolutionBias  whether the convolution has biases
/// @param norm  whether what is read is normed, with weights, behind the gate
public record StateSpace(
        int heads, int headDim, int groups, int state, int kernel, boolean convolutionBias, boolean norm)
        implements Mixer {
    public StateSpace {
        if (heads < 1 || headDim < 1 || groups < 1 || state < 1 || kernel < 1 || heads % groups != 0) {
            throw new IllegalArgumentException("bad state space: heads=" + heads + " head dimension=" + headDim
                    + " groups=" + groups + " state=" + state + " kernel=" + kernel);
        }
    }

    int width() {
        return Math.multiplyExact(heads, headDim);
    }

    /// Channels of the convolution: values and two vectors of each group.
    int channels() {
        return Math.toIntExact(width() + 2L * groups * state);
    }

    /// Outputs of the projection before it: what the convolution sees, a gate, and a step of each head.
    @Override
    public int projected() {
        return Math.toIntExact((long) width() + channels() + heads);
    }

    @Override
    public long elements() {
        return Math.multiplyExact((long) width(), (long) state);
    }

    @Override
    public long window() {
        return (kernel - 1L) * channels();
    }

    /// Weights of a layer: both projections, the convolution, three numbers of each head, and the norm.
    @Override
    public long weights(Architecture a) {
        long convolution = (long) channels() * (kernel + (convolutionBias ? 1 : 0));
        return (long) a.hidden() * projected()
                + convolution
                + 3L * heads
                + (norm ? width() : 0)
                + (long) width() * a.hidden();
    }

    /// What one of several devices has; vectors of a group that several devices share are on each of them.
    @Override
    public StateSpace over(int devices) {
        int own = groups < devices && devices % groups == 0 ? 1 : Share.part("groups of states", groups, devices);
        return new StateSpace(Mixer.heads(heads, devices), headDim, own, state, kernel, convolutionBias, norm);
    }
}
