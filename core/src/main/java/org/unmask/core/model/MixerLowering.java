package org.unmask.core.model;

import java.util.List;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Weight;

/// What stands in place of attention as operators. A state, in float32, is read and written once a pass, and so are the inputs
/// that a convolution keeps.
final class MixerLowering {
    private final int hidden;
    private final long tokens;
    private final long sequences;

    MixerLowering(Architecture model, Pass pass) {
        this.hidden = model.hidden();
        this.tokens = pass.streamTokens();
        this.sequences = pass.groups().stream().mapToLong(Pass.Group::batch).sum();
    }

    List<Operator> layer(Mixer mixer) {
        return switch (mixer) {
            case Recurrence net -> recurrence(net);
            case ChannelDelta net -> channels(net);
            case Lightning net -> lightning(net);
            case StateSpace space -> states(space);
            case SelectiveSpace space -> selective(space);
            case ShortConvolution net -> shortConvolution(net);
        };
    }

    /// A convolution over few tokens, then per head and token: the state decays, its answer to the key is taken off the
    /// value, the rest is added, and the query is answered.
    private List<Operator> recurrence(Recurrence net) {
        return List.of(
                in(net),
                convolution(net, net.channels(), net.kernel(), false),
                deltaRule(net, 2L * net.keyWidth() + 2L * net.valueWidth() + 2L * net.valueHeads(), net.valueWidth()),
                out(net.valueWidth()));
    }

    /// As [#recurrence]; the numbers by which a state decays, and the gate, come out of two projections each.
    private List<Operator> channels(ChannelDelta net) {
        return List.of(
                in(net),
                convolution(net, net.channels(), net.kernel(), false),
                linear("decay_proj", net.headDim(), net.width()),
                Operator.Counted.elements(
                        "decay", 5, tokens * net.width(), 1, List.of(Slot.QUERY), List.of(Slot.QUERY)),
                deltaRule(net, 4L * net.width() + net.heads(), net.width()),
                linear("attn_gate_proj", net.headDim(), net.width()),
                gate(net.width(), true),
                out(net.width()));
    }

    /// Per head and token: the state decays by a constant, takes up the product of key and value, and is read.
    private List<Operator> lightning(Lightning net) {
        long states = tokens * net.elements();
        return List.of(
                in(net),
                Operator.Counted.elements(
                        "silu", 4, 3 * tokens * net.width(), 1, List.of(Slot.QUERY), List.of(Slot.QUERY)),
                state("linear_attention", net, 4 * states, states, 3L * net.width(), net.width(), 0),
                gate(net.width(), true),
                out(net.width()));
    }

    /// Per head and token: the state decays, takes up the value times one vector, and is read with the other.
    private List<Operator> states(StateSpace space) {
        long states = tokens * space.elements();
        return List.of(
                in(space),
                convolution(space, space.channels(), space.kernel(), space.convolutionBias()),
                state(
                        "state_space",
                        space,
                        4 * states,
                        states,
                        space.channels() + (long) space.heads(),
                        space.width(),
                        3L * space.heads()),
                gate(space.width(), space.norm()),
                out(space.width()));
    }

    /// Per channel, element and token, without a product of matrices: the step times a rate, its exponential, what is
    /// taken up, the state that decays and takes it up, and what is read of it.
    private List<Operator> selective(SelectiveSpace space) {
        long width = space.width();
        long norms = space.norms() == SelectiveSpace.Norms.NONE ? 0 : 4L * tokens * space.selected();
        return List.of(
                in(space),
                convolution(space, space.width(), space.kernel(), space.convolutionBias()),
                new Operator.Linear(
                        "x_proj", tokens, space.width(), space.selected(), Slot.QUERY, Slot.SELECTORS, Weight.QUERY),
                new Operator.Linear(
                        "dt_proj", tokens, space.rank(), space.width(), Slot.SELECTORS, Slot.QUERY, Weight.QUERY),
                state(
                        "selective_scan",
                        space,
                        0,
                        7 * tokens * space.elements() + norms,
                        2 * width + 2L * space.state(),
                        width,
                        space.elements() + 2 * width),
                gate(space.width(), false),
                out(space.width()));
    }

    private List<Operator> shortConvolution(ShortConvolution net) {
        return List.of(
                in(net),
                Operator.Counted.elements(
                        "conv_gate", 1, tokens * net.width(), 2, List.of(Slot.QUERY), List.of(Slot.QUERY)),
                convolution(net, net.width(), net.kernel(), false),
                Operator.Counted.elements(
                        "conv_gate", 1, tokens * net.width(), 2, List.of(Slot.QUERY), List.of(Slot.ATTENDED)),
                out(net.width()));
    }

    private Operator in(Mixer mixer) {
        return new Operator.Linear("in_proj", tokens, hidden, mixer.projected(), Slot.NORMED, Slot.QUERY, Weight.QUERY);
    }

    private Operator linear(String name, int inputs, int outputs) {
        return new Operator.Linear(name, tokens, inputs, outputs, Slot.QUERY, Slot.QUERY, Weight.QUERY);
    }

    private Operator out(int width) {
        return new Operator.Linear("out_proj", tokens, width, hidden, Slot.ATTENDED, Slot.DELTA, Weight.OUTPUT);
    }

    private Operator convolution(Mixer mixer, long channels, int kernel, boolean bias) {
        long moved = tokens * channels + sequences * mixer.window();
        return new Operator.Counted(
                "conv",
                0,
                2L * kernel * tokens * channels,
                moved,
                moved,
                0,
                0,
                0,
                List.of(new Operator.Counted.Part(Weight.QUERY_BIAS, channels * (kernel + (bias ? 1 : 0)))),
                List.of(Slot.QUERY),
                List.of(Slot.QUERY));
    }

    private Operator deltaRule(Mixer net, long read, long written) {
        long states = tokens * net.elements();
        return new Operator.Counted(
                "delta_rule",
                6 * states,
                2 * states,
                tokens * read,
                tokens * written,
                0,
                4 * sequences * net.elements(),
                4 * sequences * net.elements(),
                List.of(),
                List.of(Slot.QUERY),
                List.of(Slot.ATTENDED));
    }

    /// @param read  elements of a token
    /// @param written  elements of a token
    /// @param weights  that are read
    private Operator state(String name, Mixer mixer, long matmul, long other, long read, long written, long weights) {
        return new Operator.Counted(
                name,
                matmul,
                other,
                tokens * read,
                tokens * written,
                0,
                4 * sequences * mixer.elements(),
                4 * sequences * mixer.elements(),
                weights == 0 ? List.of() : List.of(new Operator.Counted.Part(Weight.QUERY_BIAS, weights)),
                List.of(Slot.QUERY),
                List.of(Slot.QUERY));
    }

    private Operator gate(long width, boolean norm) {
        return Operator.Counted.elements(
                "state_gate", norm ? 9 : 5, tokens * width, 2, List.of(Slot.QUERY), List.of(Slot.ATTENDED));
    }
}
