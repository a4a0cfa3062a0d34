package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Latent;
import org.unmask.input.Fields;

/// DeepSeek-V2, V3 and V3.2 (arXiv 2405.04434, 2412.19437, 2512.02556), Kimi K2, GLM-4.7-Flash, GLM-5 and
/// Mistral Small 4: latent attention, in the newer ones to the keys that an indexer chooses, experts after the first layers and
/// shared ones. DeepSeekMoE (arXiv 2401.06066), and small models of the second version that say so, have heads as LLaMA has them.
final class DeepSeek {
    static final FamilyFiles FILES = PricedKeys.family(
            "deepseek",
            List.of(
                    "deepseek_v2",
                    "deepseek_v3",
                    "deepseek_v32",
                    "kimi_k2",
                    "kimi_k25",
                    "glm4_moe_lite",
                    "glm_moe_dsa",
                    "mistral4",
                    "deepseek"),
            true,
            DeepSeek::read);

    /// Types whose layers choose the keys that queries attend to.
    private static final Set<String> CHOOSING = Set.of("deepseek_v32", "glm_moe_dsa");

    /// Without latent attention.
    private static final String FIRST = "deepseek";

    /// Types whose routers have no bias per expert.
    private static final Set<String> WITHOUT_BIAS = Set.of(FIRST, "deepseek_v2", "mistral4");

    private DeepSeek() {}

    private static Architecture read(Fields config) throws IOException {
        PricedKeys.refuse(config, "attention_bias", "mlp_bias");
        String type = config.text("model_type").toLowerCase(Locale.ROOT);
        SizeKeys sizes = SizeKeys.USUAL;
        Architecture model = type.equals(FIRST) || !config.flag("use_mla", true)
                ? sizes.with(WindowKeys.OTHERS).read(config, sizes.intermediate(config))
                : attention(config, sizes);
        return model.with(experts(config, !WITHOUT_BIAS.contains(type)));
    }

    /// A dense model with latent attention.
    static Architecture attention(Fields config, SizeKeys sizes) throws IOException {
        Latent plain = new Latent(
                config.whole("q_lora_rank", 0),
                config.count("kv_lora_rank"),
                config.count("qk_nope_head_dim"),
                config.count("qk_rope_head_dim"),
                config.count("v_head_dim"));
        Latent latent = indexer(config).map(plain::choosing).orElse(plain);
        if (config.says("model_type", "glm4_moe_lite")
                && config.count("head_dim", latent.rotated()) != latent.rotated()) {
            throw config.bad("head_dim", latent.rotated() + ", as qk_rope_head_dim");
        }
        int heads = config.count("num_attention_heads");
        int width = Math.addExact(latent.plain(), latent.rotated());
        SizeKeys own = latent.indexer().isPresent() ? sizes.with(WindowKeys.OTHERS) : sizes;
        Architecture model = own.read(config, sizes.intermediate(config), heads, heads, width);
        return model.with(model.layout().with(latent));
    }

    /// The indexer of DeepSeek-V3.2 and GLM-5. Layers that use the choice of another layer are not priced.
    private static Optional<Latent.Indexer> indexer(Fields config) throws IOException {
        String type = config.text("model_type").toLowerCase(Locale.ROOT);
        if (!CHOOSING.contains(type)) {
            PricedKeys.refuse(config, "index_topk", "index_n_heads");
            return Optional.empty();
        }
        if (config.count("index_topk_freq", 1) != 1) {
            throw config.bad("index_topk_freq", "1; layers that share a choice of keys are not priced");
        }
        PricedKeys.refuse(config, "index_topk_pattern");
        checkAll(config, "indexer_types", "full");
        checkAll(config, "layer_types", "indexed_attention");
        return Optional.of(new Latent.Indexer(
                config.count("index_n_heads"), config.count("index_head_dim"), config.count("index_topk")));
    }

    private static void checkAll(Fields config, String key, String kind) throws IOException {
        if (config.has(key) && !config.texts(key).stream().allMatch(kind::equals)) {
            throw config.bad(key, "'" + kind + "' in every layer; others are not priced");
        }
    }

    /// Experts in the keys of DeepSeek.
    ///
    /// @param bias  whether a bias per expert takes part in the choice
    static Experts experts(Fields config, boolean bias) throws IOException {
        if (config.has("moe_layer_freq") && !config.says("moe_layer_freq", 1)) {
            throw config.bad("moe_layer_freq", "1; experts in some layers only are not priced");
        }
        int count = config.count("n_routed_experts");
        int width = config.count("moe_intermediate_size");
        int usual = config.says("model_type", "glm4_moe_lite") ? 1 : 0;
        return PricedKeys.experts(
                count,
                MixtureKeys.perToken(config, count),
                width,
                (long) config.whole("n_shared_experts", 0) * width,
                DenseFirst.layers(config, "first_k_dense_replace", usual),
                bias);
    }
}
