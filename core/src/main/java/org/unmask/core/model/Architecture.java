package org.unmask.core.model;

import static java.lang.Math.addExact;
import static java.lang.Math.multiplyExact;

import java.util.Optional;
import org.unmask.core.op.Weight;

/// Sizes of a decoder-only transformer with RMS norms, rotary positions and a SwiGLU MLP.
///
/// @param hidden  width of the residual stream
/// @param heads  query heads per layer
/// @param keyValueHeads  key and value heads per layer; divides `heads`
/// @param headDim  elements per head, even
/// @param intermediate  width of the MLP
/// @param queryKeyValueBias  whether the query, key and value projections have biases (Qwen2)
/// @param queryKeyNorm  whether each head of queries and keys is normed before the rotation (Qwen3)
/// @param tiedEmbeddings  whether the LM head is the embedding table
/// @param ropeTheta  base of the rotary frequencies
/// @param normEpsilon  added to the mean square in every norm
/// @param ropeScaling  of the rotary frequencies; empty is none
public record Architecture(
        int layers,
        int hidden,
        int heads,
        int keyValueHeads,
        int headDim,
        int intermediate,
        int vocabulary,
        boolean queryKeyValueBias,
        boolean queryKeyNorm,
        boolean tiedEmbeddings,
        double ropeTheta,
        RopePairing ropePairing,
        double normEpsilon,
        Optional<RopeScaling> ropeScaling) {
    public Architecture {
        positive("layers", layers);
        positive("hidden", hidden);
        positive("heads", heads);
        positive("key-value heads", keyValueHeads);
        positive("head dimension", headDim);
        positive("intermediate", intermediate);
        positive("vocabulary", vocabulary);
        if (heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "bad architecture: heads=" + heads + " is not a multiple of key-value heads=" + keyValueHeads);
        }
        if (headDim % 2 != 0) {
            throw new IllegalArgumentException("bad architecture: head dimension=" + headDim + " is odd");
        }
        if (!(ropeTheta > 0) || !(normEpsilon >= 0)) {
            throw new IllegalArgumentException(
                    "bad architecture: rope theta=" + ropeTheta + " norm epsilon=" + normEpsilon);
        }
        if ((long) heads * headDim > Integer.MAX_VALUE / 4
                || hidden > Integer.MAX_VALUE / 4
                || intermediate > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException("bad architecture: sizes overflow: hidden=" + hidden + " heads=" + heads
                    + " head dimension=" + headDim + " intermediate=" + intermediate);
        }
        if (ropeScaling.orElse(null) instanceof RopeScaling.Divided divided
                && divided.divisors().size() != headDim / 2) {
            throw new IllegalArgumentException("bad architecture: "
                    + divided.divisors().size() + " rope divisors for a head dimension of " + headDim);
        }
    }

    /// A model without scaling of its rotary frequencies.
    public Architecture(
            int layers,
            int hidden,
            int heads,
            int keyValueHeads,
            int headDim,
            int intermediate,
            int vocabulary,
            boolean queryKeyValueBias,
            boolean queryKeyNorm,
            boolean tiedEmbeddings,
            double ropeTheta,
            RopePairing ropePairing,
            double normEpsilon) {
        this(
                layers,
                hidden,
                heads,
                keyValueHeads,
                headDim,
                intermediate,
                vocabulary,
                queryKeyValueBias,
                queryKeyNorm,
                tiedEmbeddings,
                ropeTheta,
                ropePairing,
                normEpsilon,
                Optional.empty());
    }

    /// The same with another number of layers.
    public Architecture with(int count) {
        return with(count, ropePairing, ropeScaling);
    }

    /// The same with the elements of its heads in another order.
    public Architecture with(RopePairing pairing) {
        return with(layers, pairing, ropeScaling);
    }

    /// The same with scaled rotary frequencies.
    public Architecture with(RopeScaling scaling) {
        return with(layers, ropePairing, Optional.of(scaling));
    }

    private Architecture with(int count, RopePairing pairing, Optional<RopeScaling> scaling) {
        return new Architecture(
                count,
                hidden,
                heads,
                keyValueHeads,
                headDim,
                intermediate,
                vocabulary,
                queryKeyValueBias,
                queryKeyNorm,
                tiedEmbeddings,
                ropeTheta,
                pairing,
                normEpsilon,
                scaling);
    }

    /// Radians that each pair of a head's elements turns per position: `theta^(-2i/headDim)` (Su et al., arXiv
    /// 2104.09864, equation 15), scaled.
    public double[] ropeFrequencies() {
        double[] frequencies = new double[headDim / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double plain = Math.pow(ropeTheta, -2.0 * i / headDim);
            frequencies[i] = ropeScaling.isPresent() ? ropeScaling.get().scaled(plain, i) : plain;
        }
        return frequencies;
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("bad architecture: " + name + "=" + value + "; at least 1");
        }
    }

    /// Elements of all query heads of one token.
    public int queryWidth() {
        return heads * headDim;
    }

    /// Elements of all key heads of one token; values have as many.
    public int keyWidth() {
        return keyValueHeads * headDim;
    }

    /// Whether tensors of this role exist.
    public boolean has(Weight weight) {
        return switch (weight) {
            case QUERY_BIAS, KEY_BIAS, VALUE_BIAS -> queryKeyValueBias;
            case QUERY_NORM, KEY_NORM -> queryKeyNorm;
            case LM_HEAD -> !tiedEmbeddings;
            case EMBEDDING, ATTENTION_NORM, QUERY, KEY, VALUE, OUTPUT, MLP_NORM, GATE, UP, DOWN, FINAL_NORM -> true;
        };
    }

    /// Rows of a tensor: outputs of a matrix, 1 for a vector.
    public int rows(Weight weight) {
        return switch (weight) {
            case EMBEDDING, LM_HEAD -> vocabulary;
            case QUERY -> queryWidth();
            case KEY, VALUE -> keyWidth();
            case OUTPUT, DOWN -> hidden;
            case GATE, UP -> intermediate;
            case ATTENTION_NORM, MLP_NORM, FINAL_NORM, QUERY_BIAS, KEY_BIAS, VALUE_BIAS, QUERY_NORM, KEY_NORM -> 1;
        };
    }

    /// Columns of a tensor: inputs of a matrix, the length of a vector.
    public int columns(Weight weight) {
        return switch (weight) {
            case EMBEDDING, LM_HEAD, QUERY, KEY, VALUE, GATE, UP, ATTENTION_NORM, MLP_NORM, FINAL_NORM -> hidden;
            case OUTPUT, QUERY_BIAS -> queryWidth();
            case KEY_BIAS, VALUE_BIAS -> keyWidth();
            case DOWN -> intermediate;
            case QUERY_NORM, KEY_NORM -> headDim;
        };
    }

    /// All parameters; a tied LM head counts once.
    ///
    /// @throws ArithmeticException if they exceed 63 bits
    public long parameters() {
        long sum = 0;
        for (Weight weight : Weight.values()) {
            if (has(weight)) {
                long tensors = weight.perLayer() ? layers : 1;
                sum = addExact(sum, multiplyExact(tensors, multiplyExact((long) rows(weight), (long) columns(weight))));
            }
        }
        return sum;
    }
}
