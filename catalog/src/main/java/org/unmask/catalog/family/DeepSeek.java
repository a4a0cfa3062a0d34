package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// DeepSeek-V2 and V3 (arXiv 2405.04434 and 2412.19437), Kimi K2 and GLM-4.7-Flash: latent attention, experts after the first
/// layers and shared ones.
final class DeepSeek {
    static final FamilyFiles FILES = PricedKeys.family(
            "deepseek",
            List.of("deepseek_v2", "deepseek_v3", "kimi_k2", "kimi_k25", "glm4_moe_lite"),
            true,
            DeepSeek::read);

    private DeepSeek() {}

    private static Architecture read(Fields config) throws IOException {
        PricedKeys.refuse(config, "index_topk", "index_n_heads", "attention_bias", "mlp_bias");
        Layout.Latent latent = new Layout.Latent(
                config.whole("q_lora_rank", 0),
                config.count("kv_lora_rank"),
                config.count("qk_nope_head_dim"),
                config.count("qk_rope_head_dim"),
                config.count("v_head_dim"));
        int heads = config.count("num_attention_heads");
        int width = Math.addExact(latent.plain(), latent.rotated());
        Architecture model = SizeKeys.USUAL.read(config, config.count("intermediate_size"), heads, heads, width);
        boolean bias = !config.text("model_type").equalsIgnoreCase("deepseek_v2");
        return model.with(model.layout().with(latent)).with(experts(config, bias));
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
        return PricedKeys.experts(
                count,
                MixtureKeys.perToken(config, count),
                width,
                (long) config.whole("n_shared_experts", 0) * width,
                denseLayers(config),
                bias);
    }

    /// Layers without experts, which are the first: as many as a number says, or a list of what each layer has.
    private static int denseLayers(Fields config) throws IOException {
        String listed = "mlp_layer_types";
        if (!config.has(listed)) {
            int usual = config.says("model_type", "glm4_moe_lite") ? 1 : 0;
            return config.whole("first_k_dense_replace", usual);
        }
        List<String> types = config.texts(listed);
        int dense = (int) types.stream().takeWhile("dense"::equals).count();
        if (!types.stream().skip(dense).allMatch("sparse"::equals)) {
            throw config.bad(listed, "dense layers, then sparse ones; others are not priced");
        }
        return dense;
    }
}
