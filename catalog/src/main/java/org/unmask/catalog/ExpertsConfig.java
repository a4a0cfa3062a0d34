package org.unmask.catalog;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.unmask.catalog.json.JsonObject;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Routing;

/// The experts in a `config.json`, in the dialects of Mixtral, Qwen3-MoE, LLaDA-MoE and LLaDA2 (Ling 2.0).
///
/// What would route in another way than the engine does is refused.
final class ExpertsConfig {
    private ExpertsConfig() {}

    /// None for a dense model.
    ///
    /// @param layers  of the model
    static Optional<Experts> of(JsonObject config, Dialect.Mixture mixture, int layers) throws IOException {
        try {
            Optional<Experts> experts = switch (mixture) {
                case NONE -> Optional.empty();
                case MIXTRAL -> Optional.of(mixtral(config));
                case QWEN3 -> Optional.of(qwen3(config, layers));
                case LLADA_MOE -> Optional.of(lladaMoe(config, layers));
                case BAILING -> Optional.of(bailing(config));
            };
            if (experts.isPresent() && experts.get().denseLayers() >= layers) {
                throw new IllegalArgumentException("none of the " + layers + " layers has experts");
            }
            return experts;
        } catch (IllegalArgumentException e) {
            throw new IOException(config.file() + ": " + config.prefix() + e.getMessage(), e);
        }
    }

    /// `intermediate_size` is that of one expert.
    private static Experts mixtral(JsonObject config) throws IOException {
        int count = config.count("num_local_experts");
        return new Experts(count, perToken(config, count), config.count("intermediate_size"), Routing.softmax(true));
    }

    private static Experts qwen3(JsonObject config, int layers) throws IOException {
        if (config.count("decoder_sparse_step", 1) != 1) {
            throw config.bad("decoder_sparse_step", "1; experts in some layers only are not supported");
        }
        refuse(config, "shared_expert_intermediate_size");
        int count = config.count("num_experts");
        return new Experts(
                count,
                perToken(config, count),
                config.count("moe_intermediate_size"),
                0,
                firstLayers(config, layers),
                Routing.softmax(config.flag("norm_topk_prob", false)));
    }

    /// Layers named in `mlp_only_layers`, which must be the first ones.
    private static int firstLayers(JsonObject config, int layers) throws IOException {
        List<Integer> dense = config.numbers("mlp_only_layers", layers - 1);
        for (int i = 0; i < dense.size(); i++) {
            if (dense.get(i) != i) {
                throw config.bad("mlp_only_layers", "the first layers in order, or none");
            }
        }
        return dense.size();
    }

    private static Experts lladaMoe(JsonObject config, int layers) throws IOException {
        for (String key : List.of(
                "shared_expert_intermediate_size",
                "router_num_group",
                "router_topk_group",
                "moe_router_enable_expert_bias")) {
            refuse(config, key);
        }
        if (config.positive("routed_scaling_factor", 1) != 1) {
            throw config.bad("routed_scaling_factor", "1; nothing else is supported");
        }
        refuseOther(config, "moe_router_score_function", "softmax");
        int count = config.count("num_experts");
        int dense = 0;
        List<Integer> mixtures = config.numbers("moe_layer_freq", 1);
        if (!mixtures.isEmpty()) {
            dense = mixtures.indexOf(1) < 0 ? mixtures.size() : mixtures.indexOf(1);
            if (mixtures.size() != layers || mixtures.lastIndexOf(0) >= dense) {
                throw config.bad("moe_layer_freq", "0 for the first layers, then 1, for each of " + layers + " layers");
            }
        }
        return new Experts(
                count,
                perToken(config, count),
                config.count("expert_intermediate_size"),
                0,
                dense,
                Routing.softmax(config.flag("norm_topk_prob", false)));
    }

    private static Experts bailing(JsonObject config) throws IOException {
        refuseOther(config, "score_function", "sigmoid");
        int count = config.count("num_experts");
        int intermediate = config.count("moe_intermediate_size");
        int shared = config.count("moe_shared_expert_intermediate_size", intermediate);
        long sharedIntermediate = (long) config.whole("num_shared_experts", 0) * shared;
        if (sharedIntermediate > Integer.MAX_VALUE) {
            throw config.bad("num_shared_experts", "shared experts of at most " + Integer.MAX_VALUE);
        }
        int groups = config.count("n_group", 1);
        if (count % groups != 0) {
            throw config.bad("n_group", "a divisor of the " + count + " experts");
        }
        return new Experts(
                count,
                perToken(config, count),
                intermediate,
                (int) sharedIntermediate,
                config.whole("first_k_dense_replace", 0),
                new Routing(
                        Routing.Score.SIGMOID,
                        config.flag("norm_topk_prob", true),
                        config.positive("routed_scaling_factor", 1),
                        config.flag("moe_router_enable_expert_bias", true),
                        groups,
                        config.count("topk_group", groups)));
    }

    private static int perToken(JsonObject config, int count) throws IOException {
        int perToken = config.count("num_experts_per_tok");
        if (perToken > count) {
            throw config.bad("num_experts_per_tok", "at most the " + count + " experts");
        }
        return perToken;
    }

    /// Refuses a key with a value that says something.
    private static void refuse(JsonObject config, String key) throws IOException {
        if (config.has(key) && !config.says(key, false) && !config.says(key, 0)) {
            throw config.bad(key, "null; this is not supported");
        }
    }

    private static void refuseOther(JsonObject config, String key, String supported) throws IOException {
        if (config.has(key) && !config.text(key).equals(supported)) {
            throw config.bad(key, "'" + supported + "'; nothing else is supported");
        }
    }
}
