package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.TensorNames;
import org.unmask.core.model.Window;

/// A model's `config.json`, in the dialects of LLaMA, Mistral, Mixtral, Qwen2 (Dream, Fast-dLLM v2), Qwen3 (SDAR),
/// Qwen3-MoE, LLaDA, LLaDA-MoE and LLaDA2 (Ling 2.0).
///
/// What would change the arithmetic and is not supported (other activations, other routing, biases of other layers,
/// windows of some layers) is refused, never ignored. The one exception is `rope_scaling` of a kind that is not known:
/// it changes the rotation, not its cost, so it is recorded for the engine to refuse and predictions leave it out.
///
/// @param blockLength  the block a block-diffusion model was trained with, if the file has it (`bd_size`)
/// @param positions  the model was trained for, if the file says how many
/// @param unknownScaling  kind of scaling of the rotary frequencies that the engine does not compute; empty is none
public record HuggingFaceConfig(
        Architecture architecture,
        Paradigm paradigm,
        OptionalInt maskToken,
        List<Integer> endTokens,
        boolean shiftedLogits,
        OptionalInt blockLength,
        OptionalInt positions,
        Optional<String> unknownScaling,
        TensorNames tensorNames) {
    /// Of `LlamaConfig`, `Qwen2Config` and `Qwen3Config`.
    private static final double DEFAULT_EPSILON = 1e-6;
    /// Of `MixtralConfig` and LLaDA-MoE's `LLaDAConfig`.
    private static final double MIXTRAL_EPSILON = 1e-5;
    /// Of `LLaDA2MoeConfig` and `BailingMoeV2Config`.
    private static final double BAILING_ROTATED = 0.5;
    /// Of `MistralConfig`, where the file does not mention the window.
    private static final int MISTRAL_WINDOW = 4096;
    /// Stands for a width that no layer has.
    private static final int UNUSED_INTERMEDIATE = 1;
    /// Of LLaDA's `ModelConfig`.
    private static final double LLADA_EPSILON = 1e-5;
    /// So that bytes and FLOPs, too, fit in 63 bits.
    private static final long MAX_PARAMETERS = 1L << 55;

    public HuggingFaceConfig {
        endTokens = List.copyOf(endTokens);
    }

    /// Reads a `config.json`.
    ///
    /// @throws IOException in one line, naming file and key, if something is missing, wrong or not supported
    public static HuggingFaceConfig read(Path file) throws IOException {
        return of(JsonFile.read(file));
    }

    static HuggingFaceConfig of(JsonObject config) throws IOException {
        Dialect dialect = Dialect.of(config);
        Architecture architecture = switch (dialect.keys()) {
            case HUGGING_FACE -> huggingFace(config, dialect);
            case LLADA -> llada(config);
        };
        checkSize(config, architecture);
        return new HuggingFaceConfig(
                architecture,
                dialect.paradigm(),
                config.optionalToken("mask_token_id", architecture.vocabulary()),
                config.tokens("eos_token_id", architecture.vocabulary()),
                dialect.shiftedLogits(),
                config.optionalCount("bd_size"),
                config.optionalCount(positionsKey(dialect.keys())),
                RopeParameters.unknownScaling(config),
                dialect.tensorNames());
    }

    /// The key of the positions.
    static String positionsKey(Dialect.Keys keys) {
        return switch (keys) {
            case HUGGING_FACE -> "max_position_embeddings";
            case LLADA -> "max_sequence_length";
        };
    }

    private static Architecture huggingFace(JsonObject config, Dialect dialect) throws IOException {
        refuseOther(config, "hidden_act", "silu");
        for (String key : List.of("mlp_bias", "use_sliding_window", "use_bias", "use_qkv_bias", "norm_head")) {
            refuse(config, key);
        }
        if (config.whole("num_nextn_predict_layers", 0) > 0) {
            throw config.bad("num_nextn_predict_layers", "0; layers that predict further tokens are not supported");
        }
        if (!dialect.queryKeyValueBias()) {
            // In these models the flag also gives the output projection a bias.
            refuse(config, "attention_bias");
        }
        int layers = config.count("num_hidden_layers");
        int hidden = config.count("hidden_size");
        int heads = config.count("num_attention_heads");
        int headDim = headDim(config, "num_attention_heads", hidden, heads);
        int rotated = rotated(config, dialect, headDim);
        Optional<Experts> experts = ExpertsConfig.of(config, dialect.mixture(), layers);
        Optional<Window> window = window(config);
        Architecture dense = architecture(
                config,
                layers,
                hidden,
                heads,
                keyValueHeads(config, "num_key_value_heads", heads),
                headDim,
                intermediate(config, dialect, experts),
                config.count("vocab_size"),
                config.flag("attention_bias", dialect.queryKeyValueBias()),
                queryKeyNorm(config, dialect),
                config.flag("tie_word_embeddings", false),
                config.positive("rms_norm_eps", epsilon(dialect)));
        try {
            Architecture partial = dense.rotating(rotated);
            Architecture mixed = experts.map(partial::with).orElse(partial);
            return window.map(mixed::with).orElse(mixed);
        } catch (IllegalArgumentException e) {
            throw new IOException(config.file() + ": " + e.getMessage(), e);
        }
    }

    private static double epsilon(Dialect dialect) {
        return dialect.mixture() == Dialect.Mixture.MIXTRAL || dialect.mixture() == Dialect.Mixture.LLADA_MOE
                ? MIXTRAL_EPSILON
                : DEFAULT_EPSILON;
    }

    /// Of the layers without experts.
    private static int intermediate(JsonObject config, Dialect dialect, Optional<Experts> experts) throws IOException {
        if (dialect.mixture() == Dialect.Mixture.LLADA_MOE) {
            return experts.orElseThrow().denseLayers() > 0
                    ? config.count("dense_intermediate_size")
                    : config.count("dense_intermediate_size", UNUSED_INTERMEDIATE);
        }
        return config.count("intermediate_size");
    }

    private static boolean queryKeyNorm(JsonObject config, Dialect dialect) throws IOException {
        String key = dialect.mixture() == Dialect.Mixture.LLADA_MOE ? "qk_layernorm" : "use_qk_norm";
        return config.flag(key, dialect.queryKeyNorm());
    }

    /// The elements of a head that rotate: all, but for LLaDA2.
    private static int rotated(JsonObject config, Dialect dialect, int headDim) throws IOException {
        double factor = config.positive(
                "partial_rotary_factor", dialect.mixture() == Dialect.Mixture.BAILING ? BAILING_ROTATED : 1);
        if (dialect.mixture() != Dialect.Mixture.BAILING && factor != 1) {
            throw config.bad("partial_rotary_factor", "1; nothing else is supported");
        }
        double rotated = headDim * factor;
        if (factor > 1 || rotated != Math.rint(rotated) || rotated % 2 != 0) {
            throw config.bad("partial_rotary_factor", "a part of the " + headDim + " elements of a head that is even");
        }
        if (config.has("rotary_dim") && config.count("rotary_dim") != rotated) {
            throw config.bad("rotary_dim", (int) rotated + ", as partial_rotary_factor says");
        }
        return (int) rotated;
    }

    private static Optional<Window> window(JsonObject config) throws IOException {
        String type = config.text("model_type");
        boolean windowed = type.equals("mistral") || type.equals("mixtral");
        if (!windowed) {
            return Optional.empty();
        }
        if (type.equals("mistral") && !config.mentions("sliding_window")) {
            return Optional.of(new Window(MISTRAL_WINDOW, 0));
        }
        return config.has("sliding_window")
                ? Optional.of(new Window(config.count("sliding_window"), 0))
                : Optional.empty();
    }

    private static Architecture llada(JsonObject config) throws IOException {
        refuseOther(config, "block_type", "llama");
        refuseOther(config, "layer_norm_type", "rms");
        refuseOther(config, "activation_type", "silu");
        for (String key : List.of(
                "include_bias",
                "bias_for_layer_norm",
                "attention_layer_norm",
                "alibi",
                "input_emb_norm",
                "scale_logits")) {
            refuse(config, key);
        }
        if (!config.flag("rope", true)) {
            throw config.bad("rope", "true");
        }
        int hidden = config.count("d_model");
        int heads = config.count("n_heads");
        return architecture(
                config,
                config.count("n_layers"),
                hidden,
                heads,
                keyValueHeads(config, "n_kv_heads", heads),
                headDim(config, "n_heads", hidden, heads),
                lladaIntermediate(config, hidden),
                config.has("embedding_size") ? config.count("embedding_size") : config.count("vocab_size"),
                config.flag("include_qkv_bias", false),
                false,
                config.flag("weight_tying"),
                config.positive("rms_norm_eps", LLADA_EPSILON));
    }

    private static int lladaIntermediate(JsonObject config, int hidden) throws IOException {
        if (config.has("mlp_hidden_size")) {
            return config.count("mlp_hidden_size");
        }
        long intermediate = (long) config.count("mlp_ratio") * hidden;
        if (intermediate > Integer.MAX_VALUE) {
            throw config.bad("mlp_ratio", "an MLP of at most " + Integer.MAX_VALUE);
        }
        return (int) intermediate;
    }

    private static Architecture architecture(
            JsonObject config,
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
            double normEpsilon)
            throws IOException {
        try {
            Architecture plain = new Architecture(
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
                    RopeParameters.theta(config),
                    RopePairing.HALF,
                    normEpsilon);
            return RopeParameters.scaling(config).map(plain::with).orElse(plain);
        } catch (IllegalArgumentException e) {
            throw new IOException(config.file() + ": " + e.getMessage(), e);
        }
    }

    private static int keyValueHeads(JsonObject config, String key, int heads) throws IOException {
        int keyValueHeads = config.count(key, heads);
        if (heads % keyValueHeads != 0) {
            throw config.bad(key, "a divisor of the " + heads + " heads");
        }
        return keyValueHeads;
    }

    private static int headDim(JsonObject config, String headsKey, int hidden, int heads) throws IOException {
        if (config.has("head_dim")) {
            int headDim = config.count("head_dim");
            if (headDim % 2 != 0) {
                throw config.bad("head_dim", "an even number");
            }
            return headDim;
        }
        if (hidden % heads != 0 || hidden / heads % 2 != 0) {
            throw config.bad(headsKey, "heads of an even size that share " + hidden);
        }
        return hidden / heads;
    }

    private static void refuse(JsonObject config, String key) throws IOException {
        if (config.flag(key, false)) {
            throw config.bad(key, "false; this is not supported");
        }
    }

    private static void refuseOther(JsonObject config, String key, String supported) throws IOException {
        if (config.has(key) && !config.text(key).equals(supported)) {
            throw config.bad(key, "'" + supported + "'; nothing else is supported");
        }
    }

    private static void checkSize(JsonObject config, Architecture architecture) throws IOException {
        try {
            if (architecture.parameters() <= MAX_PARAMETERS) {
                return;
            }
        } catch (ArithmeticException e) {
            // more than 63 bits: as below
        }
        throw new IOException(
                config.file() + ": the sizes make more than " + MAX_PARAMETERS + " parameters; expected fewer");
    }

    /// This configuration with what other files of the folder add: further tokens that end a text, and the mask token
    /// if `config.json` does not say it.
    HuggingFaceConfig with(GenerationDefaults defaults, SpecialTokens specials) {
        List<Integer> ends = Stream.concat(endTokens.stream(), defaults.endTokens().stream())
                .distinct()
                .toList();
        if (ends.isEmpty() && specials.end().isPresent()) {
            ends = List.of(specials.end().getAsInt());
        }
        OptionalInt mask = Stream.of(maskToken, defaults.maskToken(), specials.mask())
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
        return new HuggingFaceConfig(
                architecture,
                paradigm,
                paradigm == Paradigm.AUTOREGRESSIVE ? maskToken : mask,
                ends,
                shiftedLogits,
                blockLength,
                positions,
                unknownScaling,
                tensorNames);
    }

    /// The model under a name of the caller's choice.
    public Model model(String id, String name, Paradigm paradigm, String source) {
        return new Model(id, name, paradigm, architecture, maskToken, endTokens, shiftedLogits, source);
    }
}
