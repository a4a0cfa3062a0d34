package org.unmask.core.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.unmask.core.op.Weight;

/// What the layers of a model have besides or in place of what LLaMA's have. Models with a layout of their own are priced,
/// not run.
///
/// @param norms  where layers have them
/// @param heads  norms of queries and keys, other than those of [Projections]
/// @param extras  further parts
/// @param expertEvery  of the layers after the first ones without experts, those whose number is a multiple have them
/// @param latent  attention to a common latent vector in place of heads of keys and values
/// @param mixer  stands in place of attention, or beside it, in some layers
/// @param wide  heads of layers that see all keys, where they are others than those of layers with a window
/// @param conditioning  width of the MLP through which a pass takes up what the one before expected; 0 if there is none
/// @param places  which layers have which part; empty if all have attention and an MLP or experts
/// @param expertInputs  width of what experts read and write, between two projections; 0 if it is the residual stream's
/// @param onDevice  what models for small devices have besides
public record Layout(
        Norms norms,
        HeadNorms heads,
        Set<Extra> extras,
        int expertEvery,
        Optional<Latent> latent,
        Optional<Mixer> mixer,
        Optional<WideHeads> wide,
        int conditioning,
        Optional<Places> places,
        int expertInputs,
        Optional<OnDevice> onDevice) {
    /// LLaMA's.
    public static final Layout PLAIN = new Layout(
            Norms.BEFORE,
            HeadNorms.NONE,
            Set.of(),
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            0,
            Optional.empty());

    public Layout {
        extras = Set.copyOf(extras);
        if (expertEvery < 1) {
            throw new IllegalArgumentException("bad layout: experts in every layer of " + expertEvery);
        }
        if (conditioning < 0 || conditioning > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException("bad layout: width of self-conditioning=" + conditioning);
        }
        if (expertInputs < 0 || expertInputs > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException("bad layout: inputs of experts=" + expertInputs);
        }
        if (mixer.isPresent() && places.isEmpty()) {
            throw new IllegalArgumentException("bad layout: no layer is said to have " + mixer.get());
        }
    }

    /// Where a layer has norms of the residual stream or of what is added to it.
    public enum Norms {
        /// Before attention and before the MLP.
        BEFORE(2),
        /// After both (OLMo 2).
        AFTER(2),
        /// Before and after both (Gemma 2).
        AROUND(4),
        /// One, before attention and MLP side by side (Cohere).
        SHARED(1);

        private final int count;

        Norms(int count) {
            this.count = count;
        }
    }

    /// Norms of queries and keys.
    public enum HeadNorms {
        /// None, or those of [Projections].
        NONE,
        /// Over all heads together, or with weights for every head (OLMo 2, MiniMax).
        WHOLE,
        /// Without weights (LLaMA 4).
        WEIGHTLESS
    }

    /// Further parts of layers.
    public enum Extra {
        /// Norms have biases.
        NORM_BIAS,
        /// The output projection has a bias.
        OUTPUT_BIAS,
        /// The projections of the MLP have biases.
        MLP_BIAS,
        /// The LM head has a bias.
        HEAD_BIAS,
        /// Routers and projections of experts have biases (gpt-oss).
        EXPERT_BIAS,
        /// A number per head stands for a key that is not there (gpt-oss).
        SINKS,
        /// The MLP has no gate, and neither has an expert.
        UNGATED,
        /// What attention gives is multiplied by a gate as wide as the queries (Qwen3-Next).
        OUTPUT_GATE,
        /// The shared expert has a gate of one output.
        SHARED_GATE,
        /// Layers with experts have the plain MLP, too: both read the residual stream, each between norms of its own, and
        /// the router scales what it reads and the weights it gives (Gemma 4).
        MLP_BESIDE_EXPERTS,
        /// Heads of values are normed, without weights (Gemma 4).
        VALUE_NORM,
        /// Functions and multipliers that cost what LLaMA's cost, and give something else: the gate's function, factors of
        /// residuals, layers that do not rotate.
        OTHER_FUNCTIONS
    }

    /// Elements of tensors that are stored like those of a role.
    record Tensor(Weight like, long elements) {}

    /// Whether the engine has such layers.
    public boolean isPlain() {
        return equals(PLAIN);
    }

    /// Whether there is such a part.
    public boolean has(Extra extra) {
        return extras.contains(extra);
    }

    /// This layout with norms elsewhere.
    public Layout with(Norms others) {
        return with(draft -> draft.norms = others);
    }

    /// This layout with other norms of queries and keys.
    public Layout with(HeadNorms others) {
        return with(draft -> draft.heads = others);
    }

    /// This layout with a part, if a file says so.
    public Layout with(Extra extra, boolean there) {
        return there ? with(draft -> draft.extras.add(extra)) : this;
    }

    /// This layout with experts in some layers.
    public Layout withExpertsEvery(int layers) {
        return with(draft -> draft.expertEvery = layers);
    }

    /// This layout with latent attention.
    public Layout with(Latent other) {
        return with(draft -> draft.latent = Optional.of(other));
    }

    /// This layout with other heads in layers that see all keys.
    public Layout with(WideHeads other) {
        return with(draft -> draft.wide = Optional.of(other));
    }

    /// This layout with self-conditioning through an MLP of some width.
    public Layout conditioned(int width) {
        return with(draft -> draft.conditioning = width);
    }

    /// What one of several devices has.
    Layout over(int devices) {
        return with(draft -> {
            draft.mixer = mixer.map(states -> states.over(devices));
            draft.wide = wide.map(others -> others.over(devices));
            draft.conditioning = Share.part("a self-conditioning width of", conditioning, devices);
        });
    }

    /// This layout with a mixer in some layers.
    public Layout with(Mixer other, Places parts) {
        return with(draft -> {
            draft.mixer = Optional.of(other);
            draft.places = Optional.of(parts);
        });
    }

    /// This layout with experts that read and write fewer elements than the residual stream has.
    public Layout withExpertInputs(int width) {
        return with(draft -> draft.expertInputs = width);
    }

    /// This layout with what models for small devices have.
    public Layout with(OnDevice parts) {
        return with(draft -> draft.onDevice = Optional.of(parts));
    }

    private Layout with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.layout();
    }

    /// A layout of which some parts are about to change.
    private static final class Draft {
        private Norms norms;
        private HeadNorms heads;
        private final Set<Extra> extras;
        private int expertEvery;
        private Optional<Latent> latent;
        private Optional<Mixer> mixer;
        private Optional<WideHeads> wide;
        private int conditioning;
        private Optional<Places> places;
        private int expertInputs;
        private Optional<OnDevice> onDevice;

        Draft(Layout from) {
            norms = from.norms;
            heads = from.heads;
            extras = new HashSet<>(from.extras);
            expertEvery = from.expertEvery;
            latent = from.latent;
            mixer = from.mixer;
            wide = from.wide;
            conditioning = from.conditioning;
            places = from.places;
            expertInputs = from.expertInputs;
            onDevice = from.onDevice;
        }

        Layout layout() {
            return new Layout(
                    norms,
                    heads,
                    extras,
                    expertEvery,
                    latent,
                    mixer,
                    wide,
                    conditioning,
                    places,
                    expertInputs,
                    onDevice);
        }
    }

    /// Whether a layer attends to keys and values of an earlier one.
    boolean shares(int layer, int layers) {
        return onDevice.isPresent() && onDevice.get().shares(layer, layers);
    }

    /// Whether the MLP of a layer is twice as wide as those of others.
    boolean hasWideMlp(int layer, int layers) {
        return shares(layer, layers) && onDevice.orElseThrow().wideMlps();
    }

    /// Whether a layer has a mixer.
    boolean hasMixer(int layer) {
        return mixer.isPresent() && places.orElseThrow().states().contains(layer);
    }

    /// Whether a layer has attention.
    boolean hasAttention(int layer) {
        return places.isEmpty() || places.get().attention().contains(layer);
    }

    /// Whether a layer has attention or a mixer.
    boolean mixes(int layer) {
        return places.isEmpty() || places.get().mixes(layer);
    }

    /// Whether a layer has an MLP or experts.
    boolean hasMlp(int layer) {
        return places.isEmpty() || places.get().mlps().contains(layer);
    }

    /// Whether a layer with an MLP has experts in its place.
    boolean hasExperts(int layer) {
        return hasMlp(layer)
                && (layer + 1) % expertEvery == 0
                && (places.isEmpty() || !places.get().dense().contains(layer));
    }

    /// Whether layers are said to have no experts.
    boolean hasDenseLayers() {
        return places.isPresent() && !places.get().dense().isEmpty();
    }

    /// Elements that experts read and write.
    int expertWidth(int hidden) {
        return expertInputs > 0 ? expertInputs : hidden;
    }

    /// Elements of the state of one sequence in a layer, which are float32.
    public long state(int layer) {
        return hasMixer(layer) ? mixer.orElseThrow().elements() : 0;
    }

    /// Inputs of a convolution that a layer keeps of a sequence.
    public long stateWindow(int layer) {
        return hasMixer(layer) ? mixer.orElseThrow().window() : 0;
    }

    /// Whether a layer takes its keys for values.
    boolean keysAreValues(boolean seesAll) {
        return seesAll && wide.isPresent() && wide.get().keysAreValues();
    }

    /// Whether a layer has heads of queries, keys and values.
    boolean hasHeads(int layer) {
        return latent.isEmpty() && hasAttention(layer);
    }

    /// Tensors of a layer that no role names.
    List<Tensor> tensors(Architecture a, int layer) {
        List<Tensor> tensors = new ArrayList<>();
        if (latent.isPresent() && hasAttention(layer)) {
            tensors.add(new Tensor(Weight.QUERY, latent.get().elements(a)));
        } else if (hasAttention(layer)) {
            addHeads(tensors, a);
        }
        if (hasMixer(layer)) {
            tensors.add(new Tensor(Weight.QUERY, mixer.orElseThrow().weights(a)));
        }
        addNorms(tensors, a);
        onDevice.ifPresent(parts -> tensors.addAll(parts.layerTensors(a)));
        if (has(Extra.OUTPUT_BIAS)) {
            tensors.add(new Tensor(Weight.QUERY_BIAS, a.hidden()));
        }
        if (a.isMixture(layer)) {
            addExperts(tensors, a);
        } else if (has(Extra.MLP_BIAS) && hasMlp(layer)) {
            long gates = has(Extra.UNGATED) ? 1 : 2;
            tensors.add(new Tensor(Weight.QUERY_BIAS, gates * a.intermediate() + a.hidden()));
        }
        return tensors;
    }

    private void addHeads(List<Tensor> tensors, Architecture a) {
        if (heads == HeadNorms.WHOLE) {
            tensors.add(new Tensor(Weight.QUERY_NORM, (long) a.queryWidth() + a.keyWidth()));
        }
        if (has(Extra.SINKS)) {
            tensors.add(new Tensor(Weight.QUERY_BIAS, a.heads()));
        }
        if (has(Extra.OUTPUT_GATE)) {
            tensors.add(new Tensor(Weight.QUERY, (long) a.hidden() * a.queryWidth()));
        }
    }

    private void addNorms(List<Tensor> tensors, Architecture a) {
        long more = norms == Norms.AROUND ? 2 : 0;
        long biases = has(Extra.NORM_BIAS) ? norms.count : 0;
        if (more + biases > 0) {
            tensors.add(new Tensor(Weight.ATTENTION_NORM, (more + biases) * a.hidden()));
        }
    }

    private void addExperts(List<Tensor> tensors, Architecture a) {
        Experts experts = a.experts().orElseThrow();
        if (has(Extra.EXPERT_BIAS)) {
            long each = 2L * experts.intermediate() + a.hidden();
            tensors.add(new Tensor(Weight.EXPERT_BIAS, experts.held() * each + experts.count()));
        }
        if (has(Extra.SHARED_GATE)) {
            tensors.add(new Tensor(Weight.ROUTER, a.hidden()));
        }
        if (expertInputs > 0) {
            tensors.add(new Tensor(Weight.EXPERT_UP, 2L * a.hidden() * expertInputs));
        }
        if (has(Extra.MLP_BESIDE_EXPERTS)) {
            tensors.add(new Tensor(Weight.ATTENTION_NORM, 3L * a.hidden()));
            tensors.add(new Tensor(Weight.ROUTER, (long) a.hidden() + experts.count()));
        }
    }

    /// Tensors of the model as a whole that no role names.
    List<Tensor> tensors(Architecture a) {
        List<Tensor> tensors = new ArrayList<>();
        if (has(Extra.NORM_BIAS)) {
            tensors.add(new Tensor(Weight.FINAL_NORM, a.hidden()));
        }
        if (has(Extra.HEAD_BIAS)) {
            tensors.add(new Tensor(Weight.FINAL_NORM, a.vocabulary()));
        }
        if (conditioning > 0) {
            tensors.add(new Tensor(Weight.ATTENTION_NORM, a.hidden()));
            tensors.add(new Tensor(Weight.GATE, 3L * a.hidden() * conditioning));
        }
        onDevice.ifPresent(parts -> tensors.addAll(parts.tensors(a)));
        return tensors;
    }
}
