package org.unmask.app.catalog;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.unmask.core.model.Paradigm;
import org.unmask.core.text.Names;

/// What a `model_type` says beyond the sizes.
///
/// @param keys  whose names the configuration uses
/// @param queryKeyValueBias  whether there are biases unless the file says otherwise
/// @param shiftedLogits  see [org.unmask.core.model.Model]
record Dialect(Keys keys, Paradigm paradigm, boolean queryKeyValueBias, boolean queryKeyNorm, boolean shiftedLogits) {
    private static final List<String> KNOWN =
            List.of("llama", "qwen2", "qwen3", "Dream", "sdar", "Fast_dLLM_Qwen", "llada");
    /// Keys of mixture-of-experts models.
    private static final List<String> EXPERTS =
            List.of("num_experts", "num_local_experts", "n_routed_experts", "moe_intermediate_size");

    /// Families of configuration files.
    enum Keys {
        HUGGING_FACE,
        LLADA
    }

    /// @throws IOException if the model is of a kind that is not known
    static Dialect of(JsonObject config) throws IOException {
        for (String key : EXPERTS) {
            if (config.has(key)) {
                throw config.bad(key, "a dense model; mixtures of experts are not supported");
            }
        }
        String type = config.text("model_type");
        return find(type)
                .orElseThrow(() -> new IOException(config.file() + ": " + config.prefix() + "model_type: "
                        + Names.unknown("model type", type, KNOWN).getMessage()));
    }

    private static Optional<Dialect> find(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        if (lower.contains("fast_dllm")) {
            return Optional.of(new Dialect(Keys.HUGGING_FACE, Paradigm.BLOCK_DIFFUSION, true, false, true));
        }
        return Optional.ofNullable(
                switch (lower) {
                    case "llama" -> new Dialect(Keys.HUGGING_FACE, Paradigm.AUTOREGRESSIVE, false, false, false);
                    case "qwen2" -> new Dialect(Keys.HUGGING_FACE, Paradigm.AUTOREGRESSIVE, true, false, false);
                    case "qwen3" -> new Dialect(Keys.HUGGING_FACE, Paradigm.AUTOREGRESSIVE, false, true, false);
                    case "dream" -> new Dialect(Keys.HUGGING_FACE, Paradigm.DIFFUSION, true, false, true);
                    case "sdar" -> new Dialect(Keys.HUGGING_FACE, Paradigm.BLOCK_DIFFUSION, false, true, false);
                    case "llada" -> new Dialect(Keys.LLADA, Paradigm.DIFFUSION, false, false, false);
                    default -> null;
                });
    }
}
