package org.unmask.core.model;

/// A gated delta net (Yang et al., arXiv 2412.06464).
///
/// @param keyHeads  of queries and keys
/// @param valueHeads  each with a state of `keyDim` times `valueDim`
/// @param kernel  tokens that a convolution before it sees
public record Recurrence(int keyHeads, int valueHeads, int keyDim, int valueDim, int kernel) implements Mixer {
    public Recurrence {
        if (keyHeads < 1 || valueHeads < 1 || keyDim < 1 || valueDim < 1 || kernel < 1) {
            throw new IllegalArgumentException("bad recurrence: key heads=" + keyHeads + " value heads=" + valueHeads
                    + " key dimension=" + keyDim + " value dimension=" + valueDim + " kernel=" + kernel);
        }
    }

    int keyWidth() {
        return Math.multiplyExact(keyHeads, keyDim);
    }

    int valueWidth() {
        return Math.multiplyExact(valueHeads, valueDim);
    }

    /// Queries, keys, values, their gate, and two numbers a head.
    @Override
    public int projected() {
        return Math.toIntExact(2L * keyWidth() + 2L * valueWidth() + 2L * valueHeads);
    }

    /// Channels of the convolution.
    int channels() {
        return Math.toIntExact(2L * keyWidth() + valueWidth());
    }

    @Override
    public long elements() {
        return Math.multiplyExact((long) valueHeads * keyDim, (long) valueDim);
    }

    @Override
    public long window() {
        return (kernel - 1L) * channels();
    }

    @Override
    public long weights(Architecture a) {
        return (long) a.hidden() * projected()
                + (long) channels() * kernel
                + 2L * valueHeads
                + valueDim
                + (long) valueWidth() * a.hidden();
    }

    @Override
    public Recurrence over(int devices) {
        if (keyHeads % devices != 0 || valueHeads % devices != 0) {
            throw new IllegalArgumentException("the model cannot be split over " + devices + " devices: " + keyHeads
                    + " and " + valueHeads + " heads of its recurrence do not divide");
        }
        return new Recurrence(keyHeads / devices, valueHeads / devices, keyDim, valueDim, kernel);
    }
}
