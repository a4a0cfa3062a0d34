package org.unmask.run.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// GGUF architectures whose layers are of different kinds, and are priced and not run. Files say the kinds by
/// numbers that are 0 in layers without heads of keys and values, and by tensors.
final class GgufHybrids {
    private static final int LAYERS_TO_ATTENTION = 4;

    static final List<GgufTranslation> ALL = List.of(
            GgufTranslation.of("qwen3next", "qwen3_next", GgufHybrids::deltaMixture),
            GgufTranslation.of("qwen35", "qwen3_5_text", GgufHybrids::delta),
            GgufTranslation.of("qwen35moe", "qwen3_5_moe_text", GgufHybrids::deltaMixture),
            GgufTranslation.of("kimi-linear", "kimi_linear", GgufHybrids::kimi),
            GgufTranslation.of("lfm2", "lfm2", GgufHybrids::lfm2),
            GgufTranslation.of("lfm2moe", "lfm2_moe", GgufHybrids::lfm2moe),
            GgufTranslation.of("granitehybrid", "granitemoehybrid", GgufHybrids::granite),
            GgufTranslation.of("falcon-h1", "falcon_h1", GgufHybrids::falcon),
            GgufTranslation.of("nemotron_h", "nemotron_h", GgufHybrids::nemotron),
            GgufTranslation.of("nemotron_h_moe", "nemotron_h", GgufHybrids::nemotronMixture),
            GgufTranslation.of("jamba", "jamba", GgufHybrids::jamba),
            GgufTranslation.of("mamba2", "mamba2", GgufHybrids::mamba2),
            new GgufTranslation("mamba", List.of("mamba", "falcon_mamba"), GgufHybrids::mamba),
            GgufTranslation.of("gemma4", "gemma4_text", GgufHybrids::gemma4),
            GgufTranslation.of("diffusion-gemma", "diffusion_gemma_text", GgufHybrids::diffusionGemma));

    private GgufHybrids() {}

    private static void delta(GgufKeys keys, String type) throws IOException {
        int heads = keys.ofAll("ssm.time_step_rank");
        keys.decoder(type)
                .count("ssm.conv_kernel", "linear_conv_kernel_dim")
                .count("ssm.state_size", "linear_key_head_dim")
                .count("ssm.group_count", "linear_num_key_heads")
                .put("linear_num_value_heads", heads)
                .put("linear_value_head_dim", keys.ofAll("ssm.inner_size") / heads)
                .count("full_attention_interval", "full_attention_interval", LAYERS_TO_ATTENTION);
    }

    private static void deltaMixture(GgufKeys keys, String type) throws IOException {
        delta(keys, type);
        keys.experts("num_experts", "num_experts_per_tok")
                .count("expert_feed_forward_length", "moe_intermediate_size")
                .count("expert_shared_feed_forward_length", "shared_expert_intermediate_size", 0);
    }

    /// Layers are numbered from 1 there. Heads of both kinds of layers are as many.
    private static void kimi(GgufKeys keys, String type) throws IOException {
        List<Boolean> attention = keys.attention();
        GgufPriced.latent(keys, type);
        keys.put(
                        "linear_attn_config",
                        Map.of(
                                "full_attn_layers", numbers(attention.size(), attention::get),
                                "kda_layers", numbers(attention.size(), layer -> !attention.get(layer)),
                                "head_dim", keys.ofAll("kda.head_dim"),
                                "num_heads", keys.ofAll("attention.head_count"),
                                "short_conv_kernel_size", keys.ofAll("ssm.conv_kernel")))
                .experts("num_experts", "num_experts_per_token")
                .count("expert_feed_forward_length", "moe_intermediate_size")
                .count("expert_shared_count", "num_shared_experts", 0)
                .count("leading_dense_block_count", "first_k_dense_replace", 0);
    }

    private static List<Integer> numbers(int layers, IntPredicate wanted) {
        return IntStream.range(0, layers)
                .filter(wanted)
                .mapToObj(layer -> layer + 1)
                .toList();
    }

    private static void lfm2(GgufKeys keys, String type) throws IOException {
        keys.decoder(type)
                .put("block_auto_adjust_ff_dim", false)
                .count("shortconv.l_cache", "conv_L_cache")
                .put("layer_types", keys.kinds(without(keys.attention()), "conv"));
    }

    private static List<Boolean> without(List<Boolean> attention) {
        return attention.stream().map(attends -> !attends).toList();
    }

    private static void lfm2moe(GgufKeys keys, String type) throws IOException {
        lfm2(keys, type);
        keys.experts("num_experts", "num_experts_per_tok")
                .count("expert_feed_forward_length", "moe_intermediate_size")
                .count("leading_dense_block_count", "num_dense_layers", 0)
                .put("use_expert_bias", keys.hasTensor("exp_probs_b.bias"));
    }

    /// Mixtures have an MLP beside the experts, whose width has a key of its own; other models have the MLP
    /// alone.
    private static void granite(GgufKeys keys, String type) throws IOException {
        int experts = keys.whole("expert_count", 0);
        String beside = "expert_shared_feed_forward_length";
        String shared = keys.has(beside) ? beside : "feed_forward_length";
        states(keys.decoder(type))
                .put("num_local_experts", experts)
                .count(shared, "shared_intermediate_size")
                .put("layer_types", keys.kinds(without(keys.attention()), "mamba"));
        if (experts > 0) {
            keys.count("expert_used_count", "num_experts_per_tok");
        }
    }

    private static GgufKeys states(GgufKeys keys) throws IOException {
        int heads = keys.ofAll("ssm.time_step_rank");
        return keys.put("mamba_n_heads", heads)
                .put("mamba_d_head", keys.ofAll("ssm.inner_size") / heads)
                .count("ssm.group_count", "mamba_n_groups")
                .count("ssm.state_size", "mamba_d_state")
                .count("ssm.conv_kernel", "mamba_d_conv")
                .put("mamba_conv_bias", keys.hasTensor("ssm_conv1d.bias"));
    }

    private static void falcon(GgufKeys keys, String type) throws IOException {
        states(keys.decoder(type)).put("mamba_rms_norm", keys.hasTensor("ssm_norm.weight"));
    }

    private static void nemotron(GgufKeys keys, String type) throws IOException {
        int heads = keys.ofAll("ssm.time_step_rank");
        keys.decoder(type)
                .put(
                        "layers_block_type",
                        IntStream.range(0, keys.layers())
                                .mapToObj(layer -> kind(keys, layer))
                                .toList())
                .put("mamba_num_heads", heads)
                .put("mamba_head_dim", keys.ofAll("ssm.inner_size") / heads)
                .count("ssm.group_count", "n_groups")
                .count("ssm.state_size", "ssm_state_size")
                .count("ssm.conv_kernel", "conv_kernel")
                .put("use_conv_bias", keys.hasTensor("ssm_conv1d.bias"));
    }

    private static String kind(GgufKeys keys, int layer) {
        if (keys.hasTensor("ssm_in.weight", layer)) {
            return "mamba";
        }
        if (keys.hasTensor("attn_output.weight", layer)) {
            return "attention";
        }
        return keys.hasTensor("ffn_gate_inp.weight", layer) ? "moe" : "mlp";
    }

    private static void nemotronMixture(GgufKeys keys, String type) throws IOException {
        nemotron(keys, type);
        keys.experts("n_routed_experts", "num_experts_per_tok")
                .count("expert_feed_forward_length", "moe_intermediate_size")
                .count("expert_shared_feed_forward_length", "moe_shared_expert_intermediate_size")
                .count("moe_latent_size", "moe_latent_size", 0);
    }

    /// A `config.json` can say only that layers with attention, or with experts, stand at one distance.
    private static void jamba(GgufKeys keys, String type) throws IOException {
        List<Boolean> attention = keys.attention();
        List<Boolean> mixtures = IntStream.range(0, keys.layers())
                .mapToObj(layer -> keys.hasTensor("ffn_gate_inp.weight", layer))
                .toList();
        keys.decoder(type)
                .count("ssm.conv_kernel", "mamba_d_conv")
                .count("ssm.state_size", "mamba_d_state")
                .count("ssm.time_step_rank", "mamba_dt_rank")
                .put("mamba_expand", keys.ofAll("ssm.inner_size") / keys.ofAll("embedding_length"))
                .put("mamba_conv_bias", keys.hasTensor("ssm_conv1d.bias"));
        every(keys, attention, "attn_layer_period", "attn_layer_offset");
        if (mixtures.contains(true)) {
            keys.experts("num_experts", "num_experts_per_tok");
            every(keys, mixtures, "expert_layer_period", "expert_layer_offset");
        } else {
            keys.put("num_experts", 1);
        }
    }

    private static void every(GgufKeys keys, List<Boolean> layers, String period, String offset) throws IOException {
        int first = Math.max(0, layers.indexOf(true));
        int next = layers.subList(first + 1, layers.size()).indexOf(true);
        int distance = next < 0 ? layers.size() : next + 1;
        boolean regular =
                IntStream.range(0, layers.size()).allMatch(layer -> layers.get(layer) == (layer % distance == first));
        if (!regular) {
            throw keys.bad("block_count", "layers of " + period.replaceFirst("_.*", "") + " at one distance");
        }
        keys.put(period, distance).put(offset, first);
    }

    private static void mamba2(GgufKeys keys, String type) throws IOException {
        int heads = keys.ofAll("ssm.time_step_rank");
        keys.stack(type)
                .put("num_heads", heads)
                .put("head_dim", keys.ofAll("ssm.inner_size") / heads)
                .count("ssm.group_count", "n_groups")
                .count("ssm.state_size", "state_size")
                .count("ssm.conv_kernel", "conv_kernel")
                .put("use_conv_bias", keys.hasTensor("ssm_conv1d.bias"));
    }

    private static void mamba(GgufKeys keys, String type) throws IOException {
        keys.stack(keys.normsSteps() ? "falcon_mamba" : type)
                .count("ssm.inner_size", "intermediate_size")
                .count("ssm.state_size", "state_size")
                .count("ssm.conv_kernel", "conv_kernel")
                .count("ssm.time_step_rank", "time_step_rank")
                .put("use_conv_bias", keys.hasTensor("ssm_conv1d.bias"));
    }

    /// Heads of layers that see all keys are others, and in some models the last MLPs twice as wide. The
    /// rotated part of these heads, which files say by factors of frequencies, is a quarter.
    private static void gemma4(GgufKeys keys, String type) throws IOException {
        List<Boolean> sliding = keys.sliding();
        int headDim = keys.ofAll("attention.key_length_swa");
        int width = keys.ofFirst("feed_forward_length", layer -> true);
        int inputs = keys.whole("embedding_length_per_layer_input", 0);
        int full = sliding.lastIndexOf(false);
        keys.stack(type)
                .count("attention.head_count", "num_attention_heads")
                .put("num_key_value_heads", keys.ofFirst("attention.head_count_kv", sliding::get))
                .put(
                        "num_global_key_value_heads",
                        keys.ofFirst("attention.head_count_kv", layer -> !sliding.get(layer)))
                .put("attention_k_eq_v", full >= 0 && !keys.hasTensor("attn_v.weight", sliding.indexOf(false)))
                .put("head_dim", headDim)
                .count("attention.key_length", "global_head_dim")
                .put("partial_rotary_factor", (double) keys.whole("rope.dimension_count_swa", headDim) / headDim)
                .put("intermediate_size", width)
                .put(
                        "use_double_wide_mlp",
                        keys.ofFirst("feed_forward_length", layer -> layer == keys.layers() - 1) > width)
                .put("num_kv_shared_layers", keys.whole("attention.shared_kv_layers", 0))
                .put("hidden_size_per_layer_input", inputs)
                .window();
        if (inputs > 0) {
            keys.put("vocab_size_per_layer_input", keys.rows("per_layer_token_embd.weight"));
        }
        if (keys.whole("expert_count", 0) > 0) {
            keys.experts("num_experts", "top_k_experts")
                    .count("expert_feed_forward_length", "moe_intermediate_size")
                    .put("enable_moe_block", true);
        }
    }

    private static void diffusionGemma(GgufKeys keys, String type) throws IOException {
        gemma4(keys, type);
        keys.common("diffusion.canvas_length", "canvas_length").common(GgufConfig.MASK_TOKEN, "mask_token_id");
    }
}
