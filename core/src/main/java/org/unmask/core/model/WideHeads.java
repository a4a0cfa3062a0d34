package org.unmask.core.model;

/// Heads of layers that see all keys (Gemma 4). There are as many heads of queries as in other layers.
///
/// @param keyValueHeads  divides the heads of queries
/// @param headDim  elements of a head
/// @param rotated  first elements of a head that rotate
/// @param keysAreValues  whether values are the keys as they are projected, so that there is no projection of values
public record WideHeads(int keyValueHeads, int headDim, int rotated, boolean keysAreValues) {
    public WideHeads {
        if (keyValueHeads < 1 || headDim < 2 || headDim % 2 != 0 || rotated < 2 || rotated > headDim) {
            throw new IllegalArgumentException("bad layout: of layers that see all keys, key-value heads="
                    + keyValueHeads + " head dimension=" + headDim + " rotated elements=" + rotated);
        }
    }

    void check(int heads) {
        if (heads % keyValueHeads != 0 || (long) heads * headDim > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException("bad layout: in layers that see all keys, heads=" + heads
                    + " do not fit to key-value heads=" + keyValueHeads + " of " + headDim + " elements");
        }
    }

    /// The model as those layers have it.
    Architecture of(Architecture a) {
        return new Architecture(
                a.layers(),
                a.hidden(),
                a.heads(),
                keyValueHeads,
                headDim,
                a.intermediate(),
                a.vocabulary(),
                a.projections(),
                a.rope().rotating(rotated),
                a.normEpsilon(),
                a.experts(),
                a.window(),
                a.layout());
    }

    /// What one of several devices has.
    WideHeads over(int devices) {
        return new WideHeads(Share.keyValueHeads(keyValueHeads, devices), headDim, rotated, keysAreValues);
    }
}
