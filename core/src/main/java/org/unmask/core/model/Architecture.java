package org.unmask.core.model;

import java.util.Optional;
import java.util.stream.IntStream;
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
/// @param layout  what layers have besides or in place of that
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
        Optional<Window> window,
        Layout layout) {
    /// Layers that differ are gone through one by one: more than any model has.
    public static final int MOST_LAYERS = 10_000;

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
        if (!layout.isPlain() && layers > MOST_LAYERS) {
            throw new IllegalArgumentException("bad architecture: layers=" + layers + "; at most " + MOST_LAYERS);
        }
        layout.places().ifPresent(places -> places.check(layers));
        layout.wide().ifPresent(others -> others.check(heads));
        layout.latent().ifPresent(latent -> latent.check(heads));
        layout.onDevice().ifPresent(parts -> parts.check(layers, window));
    }

    /// A model whose layers are like LLaMA's.
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
            double normEpsilon,
            Optional<Experts> experts,
            Optional<Window> window) {
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
                experts,
                window,
                Layout.PLAIN);
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

    /// This architecture with its experts, if it has any, chosen otherwise.
    public Architecture with(ExpertSkew skew) {
        return experts.isEmpty() ? this : with(experts.get().with(skew));
    }

    /// This architecture with sliding windows.
    public Architecture with(Window sliding) {
        return with(layers, projections, rope, experts, Optional.of(sliding));
    }

    /// This architecture with layers of another layout.
    public Architecture with(Layout other) {
        return with(layers, intermediate, projections, rope, experts, window, other);
    }

    private Architecture with(
            int count, Projections others, Rope positions, Optional<Experts> mixture, Optional<Window> sliding) {
        return with(count, intermediate, others, positions, mixture, sliding, layout);
    }

    private Architecture with(
            int count,
            int mlp,
            Projections others,
            Rope positions,
            Optional<Experts> mixture,
            Optional<Window> sliding,
            Layout parts) {
        return new Architecture(
                count,
                hidden,
                heads,
                keyValueHeads,
                headDim,
                mlp,
                vocabulary,
                others,
                positions,
                normEpsilon,
                mixture,
                sliding,
                parts);
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

    /// Whether any layer has attention.
    public boolean hasAttention() {
        return IntStream.range(0, layers).anyMatch(layout::hasAttention);
    }

    /// The widest that a layer has in place of queries.
    public int widestQueries() {
        int mixed = layout.mixer().map(Mixer::projected).orElse(0);
        int wide = layout.wide().map(others -> others.of(this).queryWidth()).orElse(0);
        return Math.max(queryWidth(), Math.max(mixed, wide));
    }

    /// The widest keys that a layer has.
    public int widestKeys() {
        return Math.max(
                keyWidth(),
                layout.wide().map(others -> others.of(this).keyWidth()).orElse(0));
    }

    /// Elements of a token that step and vectors of a selective state space are made of.
    public int selectors() {
        return layout.mixer().orElse(null) instanceof SelectiveSpace space ? space.selected() : 0;
    }

    /// The widest MLP that a layer has.
    public int widestMlp() {
        return at(layers - 1).intermediate;
    }

    /// This architecture with the heads and the MLP that a layer has.
    public Architecture at(int layer) {
        Architecture own = layout.wide().isPresent() && window(layer) == 0
                ? layout.wide().get().of(this)
                : this;
        return layout.hasWideMlp(layer, layers) ? own.withMlp(Math.multiplyExact(2, intermediate)) : own;
    }

    private Architecture withMlp(int width) {
        return with(layers, width, projections, rope, experts, window, layout);
    }

    /// Elements of all key heads of one token; values have as many.
    public int keyWidth() {
        return keyValueHeads * headDim;
    }

    /// Whether a layer has experts in place of the MLP.
    public boolean isMixture(int layer) {
        return experts.isPresent() && layer >= experts.get().denseLayers() && layout.hasExperts(layer);
    }

    /// The keys a query of a layer sees; 0 is all its mask allows.
    public int window(int layer) {
        return window.isPresent() ? window.get().of(layer) : 0;
    }

    /// Layers with a plain MLP; the first ones.
    int denseLayers() {
        return experts.isPresent() ? experts.get().denseLayers() : layers;
    }

    /// Whether tensors of this role exist.
    public boolean has(Weight weight) {
        return (layout.isPlain() || !weight.perLayer())
                ? hasPlain(weight)
                : IntStream.range(0, layers).anyMatch(layer -> has(weight, layer));
    }

    private boolean hasPlain(Weight weight) {
        return switch (weight) {
            case QUERY_BIAS, KEY_BIAS, VALUE_BIAS -> projections.queryKeyValueBias();
            case QUERY_NORM, KEY_NORM -> projections.queryKeyNorm();
            case LM_HEAD -> !projections.tiedEmbeddings();
            case EMBEDDING, ATTENTION_NORM, QUERY, KEY, VALUE, OUTPUT, MLP_NORM, FINAL_NORM -> true;
            case GATE, UP, DOWN ->
                denseLayers() > 0
                        || layout.expertEvery() > 1
                        || layout.hasDenseLayers()
                        || layout.has(Layout.Extra.MLP_BESIDE_EXPERTS);
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
            case MLP -> layout.hasMlp(layer) && (!isMixture(layer) || layout.has(Layout.Extra.MLP_BESIDE_EXPERTS));
            case MIXTURE, EXPERT -> isMixture(layer);
        };
        return part && hasPlain(weight) && fits(weight, layer) && layer >= 0 && layer < layers;
    }

    /// Whether the layout of a layer has a place for a role.
    private boolean fits(Weight weight, int layer) {
        return switch (weight) {
            case QUERY, OUTPUT, QUERY_BIAS, QUERY_NORM -> layout.hasHeads(layer);
            case KEY, KEY_BIAS, VALUE_BIAS, KEY_NORM -> layout.hasHeads(layer) && !layout.shares(layer, layers);
            case VALUE ->
                layout.hasHeads(layer) && !layout.shares(layer, layers) && !layout.keysAreValues(window(layer) == 0);
            case GATE, EXPERT_GATE, SHARED_GATE -> !layout.has(Layout.Extra.UNGATED);
            case ATTENTION_NORM -> layout.mixes(layer);
            case MLP_NORM -> layout.norms() != Layout.Norms.SHARED && layout.hasMlp(layer);
            case EMBEDDING,
                    UP,
                    DOWN,
                    ROUTER,
                    EXPERT_BIAS,
                    EXPERT_UP,
                    EXPERT_DOWN,
                    SHARED_UP,
                    SHARED_DOWN,
                    FINAL_NORM,
                    LM_HEAD -> true;
        };
    }

    /// Elements that a layer caches of a token: keys and values of all heads, or what stands for them.
    public long cached(int layer) {
        if (!layout.hasAttention(layer) || layout.shares(layer, layers)) {
            return 0;
        }
        return layout.latent().isPresent()
                ? layout.latent().get().cached()
                : 2L * at(layer).keyWidth();
    }

    /// Matrices of a role in one layer that has it: one per expert that a device holds, or 1.
    public int matrices(Weight weight) {
        return weight.part() == Weight.Part.EXPERT ? experts.orElseThrow().held() : 1;
    }

    /// Rows of a matrix: outputs, or 1 for a vector.
    ///
    /// @throws java.util.NoSuchElementException for a role of experts where there are none
    public int rows(Weight weight) {
        return switch (weight) {
            case EMBEDDING, LM_HEAD -> vocabulary;
            case QUERY -> queryWidth();
            case KEY, VALUE -> keyWidth();
            case OUTPUT, DOWN, SHARED_DOWN -> hidden;
            case EXPERT_DOWN -> layout.expertWidth(hidden);
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
                    SHARED_GATE,
                    SHARED_UP,
                    ATTENTION_NORM,
                    MLP_NORM,
                    FINAL_NORM -> hidden;
            case EXPERT_GATE, EXPERT_UP -> layout.expertWidth(hidden);
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
        return new Parameters(this).all();
    }

    /// Parameters without the experts a token does not go through. The embedding counts whole, as published totals
    /// have it.
    public long activeParameters() {
        return new Parameters(this).active();
    }
}
