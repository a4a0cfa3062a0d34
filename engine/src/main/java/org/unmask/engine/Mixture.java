package org.unmask.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.unmask.core.model.Routing;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.Matrix;

/// Runs the operators of a mixture of experts: chooses experts for each token, gathers the tokens of each expert, and
/// adds up what the experts give.
final class Mixture {
    private final Routing routing;
    private final Weights weights;
    private final Kernels kernels;
    private final Buffers buffers;
    private final SplittableRandom chance = new SplittableRandom(1);
    private int[] chosen = {};
    private float[] factors = {};

    Mixture(Routing routing, Weights weights, Kernels kernels, Buffers buffers) {
        this.routing = routing;
        this.weights = weights;
        this.kernels = kernels;
        this.buffers = buffers;
    }

    void route(MixtureOperator.Router o, int layer) {
        int tokens = Math.toIntExact(o.tokens());
        kernels.matmul(buffers.normed, tokens, weights.matrix(Weight.ROUTER, layer), buffers.scores);
        Choice choice = new Choice(routing, o.experts(), o.perToken(), bias(o, layer));
        chosen = new int[tokens * o.perToken()];
        factors = new float[tokens * o.perToken()];
        for (int token = 0; token < tokens; token++) {
            float[] outputs = row(buffers.scores, token, o.experts());
            choice.choose(outputs, token * o.perToken(), chosen, factors);
        }
    }

    /// Lets chance choose the experts of the last routing anew; each is as likely as any other. Made-up tokens and weights
    /// favour some experts, and a time over the number that chance expects would be that of fewer.
    void spread(MixtureOperator.Router o) {
        int[] experts = IntStream.range(0, o.experts()).toArray();
        for (int i = 0; i < chosen.length; i++) {
            int drawn = i % o.perToken();
            int other = chance.nextInt(drawn, experts.length);
            int expert = experts[other];
            experts[other] = experts[drawn];
            experts[drawn] = expert;
            chosen[i] = expert;
        }
    }

    /// How many experts of the last routing some token chose.
    int distinct(int experts) {
        boolean[] some = new boolean[experts];
        int count = 0;
        for (int expert : chosen) {
            count += some[expert] ? 0 : 1;
            some[expert] = true;
        }
        return count;
    }

    private float[] bias(MixtureOperator.Router o, int layer) {
        return o.bias()
                ? row(weights.matrix(Weight.EXPERT_BIAS, layer).data(), 0, o.experts())
                : new float[o.experts()];
    }

    private static float[] row(MemorySegment x, int row, int width) {
        return x.asSlice((long) row * width * Float.BYTES, (long) width * Float.BYTES)
                .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    /// One expert after the other, each for all of its tokens.
    void run(MixtureOperator.Experts o, int layer) {
        long rowBytes = (long) o.hidden() * Float.BYTES;
        buffers.delta.asSlice(0, o.tokens() * rowBytes).fill((byte) 0);
        int[] places = placesByExpert(o.experts());
        int from = 0;
        while (from < places.length) {
            int expert = chosen[places[from]];
            int to = from;
            while (to < places.length && chosen[places[to]] == expert) {
                to++;
            }
            int[] targets = new int[to - from];
            float[] shares = new float[to - from];
            for (int i = 0; i < targets.length; i++) {
                targets[i] = places[from + i] / o.perToken();
                shares[i] = factors[places[from + i]];
                MemorySegment.copy(buffers.normed, targets[i] * rowBytes, buffers.gathered, i * rowBytes, rowBytes);
            }
            mlp(
                    buffers.gathered,
                    targets.length,
                    weights.matrix(Weight.EXPERT_GATE, layer, expert),
                    weights.matrix(Weight.EXPERT_UP, layer, expert),
                    weights.matrix(Weight.EXPERT_DOWN, layer, expert));
            kernels.scatterAdd(buffers.expertOutput, targets, shares, o.hidden(), buffers.delta);
            from = to;
        }
    }

    /// Indices into `chosen`, those of expert 0 first; each expert's in the order of tokens.
    private int[] placesByExpert(int experts) {
        int[] next = new int[experts + 1];
        for (int expert : chosen) {
            next[expert + 1]++;
        }
        Arrays.parallelPrefix(next, Integer::sum);
        int[] places = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            places[next[chosen[i]]++] = i;
        }
        return places;
    }

    void share(MixtureOperator.SharedExpert o, int layer) {
        mlp(
                buffers.normed,
                Math.toIntExact(o.tokens()),
                weights.matrix(Weight.SHARED_GATE, layer),
                weights.matrix(Weight.SHARED_UP, layer),
                weights.matrix(Weight.SHARED_DOWN, layer));
        kernels.add(buffers.delta, buffers.expertOutput, o.tokens() * o.hidden());
    }

    private void mlp(MemorySegment x, int rows, Matrix gate, Matrix up, Matrix down) {
        kernels.matmul(x, rows, List.of(gate, up), List.of(buffers.gate, buffers.up));
        kernels.swiglu(buffers.gate, buffers.up, rows, gate.rows(), buffers.gated);
        kernels.matmul(buffers.gated, rows, down, buffers.expertOutput);
    }
}
