package org.unmask.catalog.family;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Layout;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Rope;
import org.unmask.core.model.Window;
import org.unmask.input.Fields;

/// The keys of the `transformers` library's `LlamaConfig`, which most families have taken over, and what families do
/// otherwise.
///
/// @param queryKeyValueBias  whether there are biases unless the file says otherwise; if not, the flag also gives the
///     output projection a bias, and such models are priced and not run
/// @param queryKeyNorm  whether heads of queries and keys are normed unless the file says otherwise
/// @param normKey  says it otherwise
/// @param epsilon  of norms, unless the file says it
/// @param rotated  part of each head that rotates unless the file says it; empty if heads rotate whole, always
/// @param window  how a file says sliding windows
/// @param experts  empty for a dense model
record HuggingFaceKeys(
        boolean queryKeyValueBias,
        boolean queryKeyNorm,
        String normKey,
        double epsilon,
        OptionalDouble rotated,
        WindowKeys window,
        Optional<MixtureKeys> experts)
        implements ConfigKeys {
    /// Of `LlamaConfig`, `Qwen2Config` and `Qwen3Config`.
    private static final double DEFAULT_EPSILON = 1e-6;
    /// Stands for a width that no layer has.
    private static final int UNUSED_INTERMEDIATE = 1;

    /// Types whose layers have no biases, whatever a file says.
    private static final Set<String> WITHOUT_BIASES =
            Set.of("mistral", "ministral", "ministral3", "mixtral", "llava_mistral");

    private static final Set<String> WITH_MLP_BIASES = Set.of("llama", "llava_llama", "a2d-llama");

    /// A dense model without biases and norms of heads.
    static final HuggingFaceKeys PLAIN = new HuggingFaceKeys(
            false, false, "use_qk_norm", DEFAULT_EPSILON, OptionalDouble.empty(), WindowKeys.NAMED, Optional.empty());

    HuggingFaceKeys biased() {
        return new HuggingFaceKeys(true, queryKeyNorm, normKey, epsilon, rotated, window, experts);
    }

    HuggingFaceKeys normed() {
        return normed(normKey);
    }

    HuggingFaceKeys normed(String key) {
        return new HuggingFaceKeys(queryKeyValueBias, true, key, epsilon, rotated, window, experts);
    }

    HuggingFaceKeys epsilon(double other) {
        return new HuggingFaceKeys(queryKeyValueBias, queryKeyNorm, normKey, other, rotated, window, experts);
    }

    HuggingFaceKeys rotating(double part) {
        return new HuggingFaceKeys(
                queryKeyValueBias, queryKeyNorm, normKey, epsilon, OptionalDouble.of(part), window, experts);
    }

    HuggingFaceKeys with(WindowKeys windows) {
        return new HuggingFaceKeys(queryKeyValueBias, queryKeyNorm, normKey, epsilon, rotated, windows, experts);
    }

    HuggingFaceKeys with(MixtureKeys mixture) {
        return new HuggingFaceKeys(
                queryKeyValueBias, queryKeyNorm, normKey, epsilon, rotated, window, Optional.of(mixture));
    }

    @Override
    public boolean isMixture() {
        return experts.isPresent();
    }

    @Override
    public String positions() {
        return "max_position_embeddings";
    }

    @Override
    public Architecture read(Fields config) throws IOException {
        refuse(config);
        int layers = config.count("num_hidden_layers");
        int hidden = config.count("hidden_size");
        int heads = config.count("num_attention_heads");
        int headDim = Heads.headDim(config, "num_attention_heads", hidden, heads);
        int rotatedElements = rotated(config, headDim);
        Optional<Experts> mixture = experts(config, layers);
        Optional<Window> sliding = window.read(config, layers);
        try {
            Architecture dense = new Architecture(
                    layers,
                    hidden,
                    heads,
                    Heads.keyValueHeads(config, "num_key_value_heads", heads),
                    headDim,
                    intermediate(config, mixture),
                    config.count("vocab_size"),
                    new Projections(
                            config.flag("attention_bias", queryKeyValueBias),
                            config.flag(normKey, queryKeyNorm),
                            config.flag("tie_word_embeddings", false)),
                    Rope.whole(RopeParameters.theta(config), headDim),
                    config.positive("rms_norm_eps", epsilon));
            Architecture scaled =
                    RopeParameters.scaling(config).map(dense::with).orElse(dense);
            Architecture partial = scaled.rotating(rotatedElements);
            Architecture mixed = mixture.map(partial::with).orElse(partial);
            Architecture biased = further(config, mixed);
            return sliding.map(biased::with).orElse(biased);
        } catch (IllegalArgumentException e) {
            throw new IOException(config.file() + ": " + e.getMessage(), e);
        }
    }

    /// A model with biases that the engine does not add: it can be priced.
    private Architecture further(Fields config, Architecture model) throws IOException {
        String type = config.text("model_type").toLowerCase(Locale.ROOT);
        boolean output = !queryKeyValueBias && config.flag("attention_bias", false);
        boolean mlp = config.flag("mlp_bias", false);
        if (output && WITHOUT_BIASES.contains(type)) {
            throw config.bad("attention_bias", "false; models of this type have no biases");
        }
        if (mlp && !WITH_MLP_BIASES.contains(type)) {
            throw config.bad("mlp_bias", "false; models of this type have no biases there");
        }
        return (output || mlp)
                ? model.with(
                        model.layout().with(Layout.Extra.OUTPUT_BIAS, output).with(Layout.Extra.MLP_BIAS, mlp))
                : model;
    }

    private void refuse(Fields config) throws IOException {
        Refusals.refuseOther(config, "hidden_act", "silu");
        Refusals.refuseTrue(config, "use_bias", "use_qkv_bias", "norm_head");
        if (config.whole("num_nextn_predict_layers", 0) > 0) {
            throw config.bad("num_nextn_predict_layers", "0; layers that predict further tokens are not supported");
        }
        Refusals.refuseChanges(config);
    }

    private Optional<Experts> experts(Fields config, int layers) throws IOException {
        if (experts.isEmpty()) {
            return Optional.empty();
        }
        try {
            Experts mixture = experts.get().read(config, layers);
            if (mixture.denseLayers() >= layers) {
                throw new IllegalArgumentException("none of the " + layers + " layers has experts");
            }
            return Optional.of(mixture);
        } catch (IllegalArgumentException e) {
            throw new IOException(config.file() + ": " + config.prefix() + e.getMessage(), e);
        }
    }

    /// Width of the layers without experts, which a file with a key of its own for it may leave out.
    private int intermediate(Fields config, Optional<Experts> mixture) throws IOException {
        String usual = "intermediate_size";
        String key = experts.map(MixtureKeys::intermediate).orElse(usual);
        boolean unused = mixture.isPresent() && mixture.get().denseLayers() == 0 && !key.equals(usual);
        return unused ? config.count(key, UNUSED_INTERMEDIATE) : config.count(key);
    }

    private int rotated(Fields config, int headDim) throws IOException {
        double factor = RopeParameters.rotatedPart(config, rotated.orElse(1));
        if (rotated.isEmpty() && factor != 1) {
            throw config.bad("partial_rotary_factor", "1; nothing else is supported");
        }
        double elements = headDim * factor;
        if (factor > 1 || elements != Math.rint(elements) || elements % 2 != 0) {
            throw config.bad("partial_rotary_factor", "a part of the " + headDim + " elements of a head that is even");
        }
        if (config.has("rotary_dim") && config.count("rotary_dim") != elements) {
            throw config.bad("rotary_dim", (int) elements + ", as partial_rotary_factor says");
        }
        return (int) elements;
    }

    @Override
    public void write(Architecture architecture, Map<String, Object> config) {
        config.put("hidden_act", "silu");
        config.put("num_hidden_layers", architecture.layers());
        config.put("hidden_size", architecture.hidden());
        config.put("num_attention_heads", architecture.heads());
        config.put("num_key_value_heads", architecture.keyValueHeads());
        config.put("head_dim", architecture.headDim());
        config.put(experts.map(MixtureKeys::intermediate).orElse("intermediate_size"), architecture.intermediate());
        config.put("vocab_size", architecture.vocabulary());
        config.put("tie_word_embeddings", architecture.projections().tiedEmbeddings());
        if (queryKeyValueBias) {
            config.put("attention_bias", architecture.projections().queryKeyValueBias());
        }
        if (queryKeyNorm) {
            config.put(normKey, architecture.projections().queryKeyNorm());
        }
        if (rotated.isPresent()) {
            config.put("partial_rotary_factor", (double) architecture.rope().rotated() / architecture.headDim());
        }
        if (experts.isPresent() && architecture.experts().isPresent()) {
            config.put("num_experts_per_tok", architecture.experts().get().perToken());
            experts.get().write(architecture.experts().get(), architecture, config);
        }
        window.write(architecture.window(), architecture.layers(), config);
        RopeParameters.write(architecture, config);
    }
}
