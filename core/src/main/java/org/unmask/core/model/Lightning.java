package org.unmask.core.model;

/// Lightning attention (Qin et al., arXiv 2401.04658), as MiniMax-01 has it (arXiv 2501.08313): each head keeps a state that
/// decays by a constant and takes up the product of key and value. What is read is normed and multiplied by a gate.
///
/// @param heads  each with a state of `headDim` times `headDim`
public record Lightning(int heads, int headDim) implements Mixer {
    public Lightning {
        if (heads < 1 || headDim < 1) {
            throw new IllegalArgumentException(
                    "bad lightning attention: heads=" + heads + " head dimension=" + headDim);
        }
    }

    /// Elements of all heads.
    int width() {
        return Math.multiplyExact(heads, headDim);
    }

    /// Queries, keys, values and the gate.
    @Override
    public int projected() {
        return Math.multiplyExact(4, width());
    }

    @Override
    public long elements() {
        return Math.multiplyExact((long) width(), (long) headDim);
    }

    @Override
    public long window() {
        return 0;
    }

    @Override
    public long weights(Architecture a) {
        return (long) a.hidden() * projected() + width() + (long) width() * a.hidden();
    }

    @Override
    public Lightning over(int devices) {
        return new Lightning(Mixer.heads(heads, devices), headDim);
    }
}
