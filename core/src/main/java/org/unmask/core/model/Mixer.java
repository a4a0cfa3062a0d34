package org.unmask.core.model;

/// What stands in place of attention in a layer, or beside it: it keeps of a sequence as much as after its first token.
public sealed interface Mixer
        permits Recurrence, ChannelDelta, Lightning, StateSpace, SelectiveSpace, ShortConvolution {
    /// Outputs of the projection of the residual stream.
    int projected();

    /// Elements of the state of one sequence in a layer, which are float32.
    long elements();

    /// Inputs of a convolution that a layer keeps of a sequence.
    long window();

    /// Weights of a layer.
    long weights(Architecture a);

    /// What one of several devices has.
    ///
    /// @throws IllegalArgumentException if it cannot be split
    Mixer over(int devices);

    /// Heads of which every device has as many.
    static int heads(int heads, int devices) {
        return Share.part("heads of states", heads, devices);
    }
}
