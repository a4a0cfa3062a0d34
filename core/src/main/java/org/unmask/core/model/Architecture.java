package org.unmask.core.model;

import static java.lang.Math.addExact;
import static java.lang.Math.multiplyExact;

import java.util.Optional;
import org.unmask.core.op.Weight;

/// Sizes of a decoder-only transformer with RMS norms, rotary positions and SwiGLU MLPs or mixtures of them.
///
/// @param hidden  width of the residual stream
/// @param heads  query heads per layer
/// @param keyValueHeads  key and value heads per layer; divides `heads`
/// @param headDim  elements per head, even
/// @param intermediate  width of the MLP; where every layer has experts it is not used
/// @param projections  what they have besides their matrices
/// @param rope  rotary positions
/// @param normEpsilon  added to the mean square in every norm
/// @param experts  in place of the MLP; empty is a dense model
/// @param window  of attention; empty if every query sees all keys its mask allows
public record Architecture(
        int layers,
        int hidden,
        int heads,
        int keyValueHeads,
        int headDim,
        int intermediate,
        int vocabulary,
        Projections projections,
        Rope rope,
        double normEpsilon,
        Optional<Experts> experts,
        Optional<Window> window) {
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
        if (rope.rotated() < 2 || rope.rotated() > headDim || rope.rotated() % 2 != 0) {
            throw new IllegalArgumentException("bad architecture: rotated elements=" + rope.rotated()
                    + " of a head; expected an even number from 2 to " + headDim);
        }
        if (!(normEpsilon >= 0)) {
            throw new IllegalArgumentException("bad architecture: norm epsilon=" + normEpsilon);
        }
        if ((long) heads * headDim > Integer.MAX_VALUE / 4
                || hidden > Integer.MAX_VALUE / 4
                || intermediate > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException("bad architecture: sizes overflow: hidden=" + hidden + " heads=" + heads
                    + " head dimension=" + headDim + " intermediate=" + intermediate);
        }
        if (experts.isPresent()
                && (experts.get().denseLayers() > layers || widest(experts.get()) > Integer.MAX_VALUE / 4)) {
            throw new IllegalArgumentException("bad architecture: layers=" + layers + " " + experts.get());
        }
    }

    /// A dense model without windows.
    public Architecture(
            int layers,
            int hidden,
            int heads,
            int keyValueHeads,
            int headDim,
            int intermediate,
            int vocabulary,
            Projections projections,
            Rope rope,
            double normEpsilon) {
        this(
                layers,
                hidden,
                heads,
                keyValueHeads,
                headDim,
                intermediate,
                vocabulary,
                projections,
                rope,
                normEpsilon,
                Optional.empty(),
                Optional.empty());
    }

    /// This architecture with another number of layers.
    public Architecture with(int count) {
        return with(count, projections, rope, experts, window);
    }

    /// This architecture with other things beside the matrices of its projections.
    public Architecture with(Projections others) {
        return with(layers, others, rope, experts, window);
    }

    /// This architecture with the elements of its heads in another order.
    public Architecture with(RopePairing pairing) {
        return with(layers, projections, rope.with(pairing), experts, window);
    }

    /// This architecture with scaled rotary frequencies.
    public Architecture with(RopeScaling scaling) {
        return with(layers, projections, rope.with(scaling), experts, window);
    }

    /// This architecture with only the first elements of each head rotated.
    public Architecture rotating(int elements) {
        return with(layers, projections, rope.rotating(elements), experts, window);
    }

    /// This architecture with experts in place of the MLP.
    public Architecture with(Experts mixture) {
        return with(layers, projections, rope, Optional.of(mixture), window);
    }

    /// This architecture with sliding windows.
    public Architecture with(Window sliding) {
        return with(layers, projections, rope, experts, Optional.of(sliding));
    }

    private Architecture with(
            int count, Projections others, Rope positions, Optional<Experts> mixture, Optional<Window> sliding) {
        return new Architecture(
                count,
                hidden,
                heads,
                keyValueHeads,
                headDim,
                intermediate,
                vocabulary,
                others,
                positions,
                normEpsilon,
                mixture,
                sliding);
    }

    private static int widest(Experts experts) {
        return Math.max(Math.max(experts.intermediate(), experts.sharedIntermediate()), experts.count());
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

    /// Whether a layer has experts in place of the MLP.
    public boolean isMixture(int layer) {
        return experts.isPresent() && layer >= experts.get().denseLayers();
    }

    /// The keys a query of a layer sees; 0 is all its mask allows.
    public int window(int layer) {
        return window.isPresent() ? window.get().of(layer) : 0;
    }

    /// Layers with a plain MLP; the first ones.
    private int denseLayers() {
        return experts.map(Experts::denseLayers).orElse(layers);
    }

    /// Whether tensors of this role exist.
    public boolean has(Weight weight) {
        return switch (weight) {
            case QUERY_BIAS, KEY_BIAS, VALUE_BIAS -> projections.queryKeyValueBias();
            case QUERY_NORM, KEY_NORM -> projections.queryKeyNorm();
            case LM_HEAD -> !projections.tiedEmbeddings();
            case EMBEDDING, ATTENTION_NORM, QUERY, KEY, VALUE, OUTPUT, MLP_NORM, FINAL_NORM -> true;
            case GATE, UP, DOWN -> denseLayers() > 0;
            case ROUTER, EXPERT_GATE, EXPERT_UP, EXPERT_DOWN -> denseLayers() < layers;
            case EXPERT_BIAS ->
                denseLayers() < layers && experts.orElseThrow().routing().bias();
            case SHARED_GATE, SHARED_UP, SHARED_DOWN ->
                denseLayers() < layers && experts.orElseThrow().sharedIntermediate() > 0;
        };
    }

    /// Whether a layer has a tensor of this role; roles that are not per layer are in none.
    public boolean has(Weight weight, int layer) {
        boolean part = switch (weight.part()) {
            case MODEL -> false;
            case LAYER -> true;
            case MLP -> !isMixture(layer);
            case MIXTURE, EXPERT -> isMixture(layer);
        };
        return part && has(weight) && layer >= 0 && layer < layers;
    }

    /// Matrices of a role in one layer that has it: one per expert, or 1.
    public int matrices(Weight weight) {
        return weight.part() == Weight.Part.EXPERT ? experts.orElseThrow().count() : 1;
    }

    /// Rows of a matrix: outputs, or 1 for a vector.
    ///
    /// @throws java.util.NoSuchElementException for a role of experts where there are none
    public int rows(Weight weight) {
        return switch (weight) {
            case EMBEDDING, LM_HEAD -> vocabulary;
            case QUERY -> queryWidth();
            case KEY, VALUE -> keyWidth();
            case OUTPUT, DOWN, EXPERT_DOWN, SHARED_DOWN -> hidden;
            case GATE, UP -> intermediate;
            case ROUTER -> experts.orElseThrow().count();
            case EXPERT_GATE, EXPERT_UP -> experts.orElseThrow().intermediate();
            case SHARED_GATE, SHARED_UP -> experts.orElseThrow().sharedIntermediate();
            case ATTENTION_NORM,
                    MLP_NORM,
                    FINAL_NORM,
                    QUERY_BIAS,
                    KEY_BIAS,
                    VALUE_BIAS,
                    QUERY_NORM,
                    KEY_NORM,
                    EXPERT_BIAS -> 1;
        };
    }

    /// Columns of a matrix: inputs, or the length of a vector.
    ///
    /// @throws java.util.NoSuchElementException for a role of experts where there are none
    public int columns(Weight weight) {
        return switch (weight) {
            case EMBEDDING,
                    LM_HEAD,
                    QUERY,
                    KEY,
                    VALUE,
                    GATE,
                    UP,
                    ROUTER,
                    EXPERT_GATE,
                    EXPERT_UP,
                    SHARED_GATE,
                    SHARED_UP,
                    ATTENTION_NORM,
                    MLP_NORM,
                    FINAL_NORM -> hidden;
            case OUTPUT, QUERY_BIAS -> queryWidth();
            case KEY_BIAS, VALUE_BIAS -> keyWidth();
            case DOWN -> intermediate;
            case EXPERT_DOWN -> experts.orElseThrow().intermediate();
            case SHARED_DOWN -> experts.orElseThrow().sharedIntermediate();
            case EXPERT_BIAS -> experts.orElseThrow().count();
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
                sum = addExact(sum, multiplyExact(tensors(weight), elements(weight)));
            }
        }
        return sum;
    }

    /// Parameters without the experts a token does not go through. The embedding counts whole, as published totals
    /// have it.
    public long activeParameters() {
        if (!has(Weight.ROUTER)) {
            return parameters();
        }
        long idle = (long) experts.orElseThrow().count() - experts.orElseThrow().perToken();
        long expert = addExact(
                addExact(elements(Weight.EXPERT_GATE), elements(Weight.EXPERT_UP)), elements(Weight.EXPERT_DOWN));
        return parameters() - multiplyExact(multiplyExact(idle, expert), (long) layers - denseLayers());
    }

    /// Matrices of a role in the whole model.
    private long tensors(Weight weight) {
        return switch (weight.part()) {
            case MODEL -> 1;
            case LAYER -> layers;
            case MLP -> denseLayers();
            case MIXTURE -> layers - denseLayers();
            case EXPERT -> (long) matrices(weight) * (layers - denseLayers());
        };
    }

    private long elements(Weight weight) {
        return multiplyExact((long) rows(weight), (long) columns(weight));
    }
}
