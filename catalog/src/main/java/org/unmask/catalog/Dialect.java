package org.unmask.catalog;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.unmask.catalog.json.JsonObject;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.TensorNames;
import org.unmask.core.text.Names;

/// What a `model_type` says beyond the sizes.
///
/// @param keys  whose names the configuration uses
/// @param mixture  which experts there are
/// @param queryKeyValueBias  whether there are biases unless the file says otherwise
/// @param shiftedLogits  see [org.unmask.core.model.Model]
/// @param tensorNames  of checkpoints
record Dialect(
        Keys keys,
        Mixture mixture,
        Paradigm paradigm,
        boolean queryKeyValueBias,
        boolean queryKeyNorm,
        boolean shiftedLogits,
        TensorNames tensorNames) {
    private static final List<String> KNOWN = List.of(
            "llama",
            "mistral",
            "mixtral",
            "qwen2",
            "qwen3",
            "qwen3_moe",
            "Dream",
            "sdar",
            "Fast_dLLM_Qwen",
            "llada",
            "lladamoe",
            "llada2_moe",
            "bailing_moe_v2");
    /// Keys of mixture-of-experts models.
    private static final List<String> EXPERTS =
            List.of("num_experts", "num_local_experts", "n_routed_experts", "moe_intermediate_size");

    /// Families of configuration files.
    enum Keys {
        HUGGING_FACE,
        LLADA
    }

    /// Families of mixtures of experts.
    enum Mixture {
        NONE,
        MIXTRAL,
        QWEN3,
        LLADA_MOE,
        /// LLaDA2, and Ling 2.0 that it was made from.
        BAILING
    }

    /// @throws IOException if the model is of a kind that is not known
    static Dialect of(JsonObject config) throws IOException {
        String type = config.text("model_type");
        boolean experts = EXPERTS.stream().anyMatch(config::has);
        Dialect dialect = find(type, experts)
                .orElseThrow(() -> new IOException(config.file() + ": " + config.prefix() + "model_type: "
                        + Names.unknown("model type", type, KNOWN).getMessage()));
        for (String key : EXPERTS) {
            if (dialect.mixture() == Mixture.NONE && config.has(key)) {
                throw config.bad(key, "a dense model; mixtures of experts are not supported");
            }
        }
        return dialect;
    }

    private static Optional<Dialect> find(String type, boolean experts) {
        String lower = type.toLowerCase(Locale.ROOT);
        if (lower.contains("fast_dllm")) {
            return Optional.of(dense(Paradigm.BLOCK_DIFFUSION, true, false, true));
        }
        return Optional.ofNullable(
                switch (lower) {
                    case "llama", "mistral" -> dense(Paradigm.AUTOREGRESSIVE, false, false, false);
                    case "qwen2" -> dense(Paradigm.AUTOREGRESSIVE, true, false, false);
                    case "qwen3" -> dense(Paradigm.AUTOREGRESSIVE, false, true, false);
                    case "dream" -> dense(Paradigm.DIFFUSION, true, false, true);
                    case "sdar" -> dense(Paradigm.BLOCK_DIFFUSION, false, true, false);
                    // LLaDA-MoE's files call themselves llada, too.
                    case "llada" -> experts ? lladaMoe() : llada();
                    case "lladamoe" -> lladaMoe();
                    case "mixtral" -> mixture(Mixture.MIXTRAL, Paradigm.AUTOREGRESSIVE, false, TensorNames.MIXTRAL);
                    case "qwen3_moe" -> mixture(Mixture.QWEN3, Paradigm.AUTOREGRESSIVE, true, TensorNames.HUGGING_FACE);
                    case "llada2_moe" -> mixture(Mixture.BAILING, Paradigm.BLOCK_DIFFUSION, true, TensorNames.LLADA2);
                    case "bailing_moe_v2" ->
                        mixture(Mixture.BAILING, Paradigm.AUTOREGRESSIVE, true, TensorNames.LLADA2);
                    default -> null;
                });
    }

    private static Dialect dense(Paradigm paradigm, boolean bias, boolean norm, boolean shifted) {
        return new Dialect(Keys.HUGGING_FACE, Mixture.NONE, paradigm, bias, norm, shifted, TensorNames.HUGGING_FACE);
    }

    private static Dialect llada() {
        return new Dialect(Keys.LLADA, Mixture.NONE, Paradigm.DIFFUSION, false, false, false, TensorNames.LLADA);
    }

    private static Dialect lladaMoe() {
        return mixture(Mixture.LLADA_MOE, Paradigm.DIFFUSION, true, TensorNames.HUGGING_FACE);
    }

    private static Dialect mixture(Mixture mixture, Paradigm paradigm, boolean norm, TensorNames names) {
        return new Dialect(Keys.HUGGING_FACE, mixture, paradigm, false, norm, false, names);
    }
}
