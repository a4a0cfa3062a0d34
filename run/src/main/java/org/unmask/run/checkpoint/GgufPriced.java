package org.unmask.run.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// GGUF architectures whose models are priced and not run.
///
/// The keys are llama.cpp's, as its converters write them (`conversion/` of https://github.com/ggml-org/llama.cpp)
/// and its loaders read them (`src/models/`); a number that a loader takes where a file has none is taken here,
/// too.
final class GgufPriced {
    /// Experts of LLaMA 4 Maverick, which alone has no norms of heads; its files do not say so.
    private static final int EXPERTS_WITHOUT_NORMS = 128;

    private static final int LAYERS_TO_ATTENTION = 4;

    static final List<GgufTranslation> ALL = List.of(
            GgufTranslation.of("gemma", "gemma", GgufKeys::decoder),
            GgufTranslation.of("gemma2", "gemma2", GgufPriced::gemma2),
            GgufTranslation.of("gemma3", "gemma3_text", GgufPriced::windowed),
            GgufTranslation.of("phi2", "phi", GgufKeys::decoder),
            GgufTranslation.of("phi3", "phi3", GgufPriced::windowed),
            GgufTranslation.of("phimoe", "phimoe", GgufPriced::phimoe),
            GgufTranslation.of("chatglm", "glm", GgufPriced::biased),
            GgufTranslation.of("glm4", "glm4", GgufPriced::biased),
            GgufTranslation.of("glm4moe", "glm4_moe", GgufPriced::glm4moe),
            GgufTranslation.of("gpt-oss", "gpt_oss", GgufPriced::gptOss),
            GgufTranslation.of("granite", "granite", GgufKeys::decoder),
            GgufTranslation.of("granitemoe", "granitemoe", GgufPriced::granitemoe),
            new GgufTranslation("olmo2", List.of("olmo2", "olmo3"), GgufPriced::olmo),
            GgufTranslation.of("olmoe", "olmoe", GgufPriced::olmoe),
            GgufTranslation.of("llama4", "llama4_text", GgufPriced::llama4),
            GgufTranslation.of("qwen2moe", "qwen2_moe", GgufPriced::qwen2moe),
            GgufTranslation.of("deepseek", "deepseek", GgufPriced::deepseek),
            new GgufTranslation("deepseek2", List.of("deepseek_v3", "deepseek_v2", "youtu"), GgufPriced::deepseek2),
            GgufTranslation.of("minicpm3", "minicpm3", GgufPriced::latent),
            GgufTranslation.of("qwen3next", "qwen3_next", GgufPriced::deltaMixture),
            GgufTranslation.of("qwen35", "qwen3_5_text", GgufPriced::delta),
            GgufTranslation.of("qwen35moe", "qwen3_5_moe_text", GgufPriced::deltaMixture),
            GgufTranslation.of("smollm3", "smollm3", GgufKeys::decoder),
            GgufTranslation.of("ernie4_5", "ernie4_5", GgufKeys::decoder),
            GgufTranslation.of("ernie4_5-moe", "ernie4_5_moe", GgufPriced::ernie),
            GgufTranslation.of("seed_oss", "seed_oss", GgufPriced::seed),
            GgufTranslation.of("exaone", "exaone", GgufPriced::exaone),
            GgufTranslation.of("exaone4", "exaone4", GgufPriced::windowed),
            GgufTranslation.of("command-r", "cohere", GgufPriced::cohere),
            GgufTranslation.of("cohere2", "cohere2", GgufPriced::windowed),
            GgufTranslation.of("starcoder2", "starcoder2", GgufPriced::starcoder),
            GgufTranslation.of("nemotron", "nemotron", GgufKeys::decoder),
            GgufTranslation.of("internlm2", "internlm2", GgufKeys::decoder),
            GgufTranslation.of("hunyuan-dense", "hunyuan_v1_dense", GgufKeys::decoder),
            GgufTranslation.of("hunyuan-moe", "hunyuan_v1_moe", GgufPriced::hunyuan),
            GgufTranslation.of("minimax-m2", "minimax_m2", GgufPriced::minimax),
            GgufTranslation.of("dots1", "dots1", GgufPriced::deepseek),
            GgufTranslation.of("bailingmoe", "bailing_moe", GgufPriced::ling),
            GgufTranslation.of("stablelm", "stablelm", GgufPriced::stablelm),
            GgufTranslation.of("apertus", "apertus", GgufKeys::decoder),
            GgufTranslation.of("arcee", "arcee", GgufKeys::decoder),
            GgufTranslation.of("minicpm", "minicpm", GgufKeys::decoder),
            GgufTranslation.of("baichuan", "baichuan", GgufKeys::decoder),
            GgufTranslation.of("gptneox", "gpt_neox", GgufKeys::decoder),
            GgufTranslation.of("falcon", "falcon", GgufPriced::falcon),
            GgufTranslation.of("lfm2", "lfm2", GgufPriced::lfm2),
            GgufTranslation.of("lfm2moe", "lfm2_moe", GgufPriced::lfm2moe),
            GgufTranslation.of("granitehybrid", "granitemoehybrid", GgufPriced::hybrid),
            GgufTranslation.of("mamba2", "mamba2", GgufPriced::mamba2),
            new GgufTranslation("mamba", List.of("mamba", "falcon_mamba"), GgufPriced::mamba));

    private GgufPriced() {}

    /// The translation of an architecture, if its files are priced and not run.
    static Optional<GgufTranslation> of(String architecture) {
        return ALL.stream()
                .filter(each -> each.architecture().equals(architecture))
                .findFirst();
    }

    private static void windowed(GgufKeys keys, String type) throws IOException {
        keys.decoder(type).window();
    }

    private static void biased(GgufKeys keys, String type) throws IOException {
        keys.decoder(type).bias("attention_bias");
    }

    /// The first files have no key of the window.
    private static void gemma2(GgufKeys keys, String type) throws IOException {
        keys.decoder(type);
        if (keys.has("attention.sliding_window")) {
            keys.window();
        }
    }

    private static void phimoe(GgufKeys keys, String type) throws IOException {
        keys.decoder(type)
                .window()
                .bias("attention_bias")
                .put("lm_head_bias", keys.hasHeadBias())
                .experts("num_local_experts", "num_experts_per_tok");
    }

    private static void glm4moe(GgufKeys keys, String type) throws IOException {
        deepseek(keys, type);
        keys.bias("attention_bias").put("use_qk_norm", keys.hasTensor("attn_q_norm.weight"));
    }

    private static void gptOss(GgufKeys keys, String type) throws IOException {
        keys.decoder(type)
                .window()
                .bias("attention_bias")
                .count("expert_feed_forward_length", "intermediate_size")
                .experts("num_local_experts", "num_experts_per_tok");
    }

    private static void granitemoe(GgufKeys keys, String type) throws IOException {
        keys.decoder(type)
                .experts("num_local_experts", "num_experts_per_tok")
                .count("expert_shared_feed_forward_length", "shared_intermediate_size", 0);
    }

    private static void olmo(GgufKeys keys, String type) throws IOException {
        if (keys.whole("attention.sliding_window", 0) == 0) {
            keys.decoder(type);
        } else {
            keys.decoder("olmo3").window();
        }
    }

    private static void olmoe(GgufKeys keys, String type) throws IOException {
        keys.decoder(type).experts("num_experts", "num_experts_per_tok");
    }

    /// Files do not say how long the chunks are.
    private static void llama4(GgufKeys keys, String type) throws IOException {
        keys.decoder(type)
                .count("feed_forward_length", "intermediate_size_mlp")
                .count("expert_feed_forward_length", "intermediate_size")
                .experts("num_local_experts", "num_experts_per_tok")
                .count("interleave_moe_layer_step", "interleave_moe_layer_step")
                .put("use_qk_norm", keys.ofAll("expert_count") != EXPERTS_WITHOUT_NORMS);
        if (keys.has("attention.sliding_window") && keys.whole("attention.sliding_window", 0) == 0) {
            keys.none("attention_chunk_size");
        }
    }

    private static void qwen2moe(GgufKeys keys, String type) throws IOException {
        keys.decoder(type)
                .bias("qkv_bias")
                .experts("num_experts", "num_experts_per_tok")
                .count("expert_feed_forward_length", "moe_intermediate_size")
                .count("expert_shared_feed_forward_length", "shared_expert_intermediate_size");
    }

    private static void deepseek(GgufKeys keys, String type) throws IOException {
        routed(keys.decoder(type));
    }

    private static void routed(GgufKeys keys) throws IOException {
        keys.experts("n_routed_experts", "num_experts_per_tok")
                .count("expert_feed_forward_length", "moe_intermediate_size")
                .count("expert_shared_count", "n_shared_experts", 0)
                .count("leading_dense_block_count", "first_k_dense_replace", 0);
    }

    /// Files of one architecture hold models of several types; those whose routers have no bias are of the
    /// second version.
    private static void deepseek2(GgufKeys keys, String type) throws IOException {
        if (keys.whole("expert_count", 0) == 0) {
            latent(keys, "youtu");
        } else {
            latent(keys, keys.hasTensor("exp_probs_b.bias") ? type : "deepseek_v2");
            routed(keys);
        }
    }

    /// Heads of keys and values are those that are expanded from the common vector. Newer files say these
    /// apart, beside the one head that stands for them in llama.cpp's cache.
    private static void latent(GgufKeys keys, String type) throws IOException {
        String keyLength = keys.has("attention.key_length_mla") ? "attention.key_length_mla" : "attention.key_length";
        String values =
                keys.has("attention.value_length_mla") ? "attention.value_length_mla" : "attention.value_length";
        int rotated = keys.ofAll("rope.dimension_count");
        int hidden = keys.ofAll("embedding_length");
        int heads = keys.ofAll("attention.head_count");
        keys.decoder(type)
                .put("num_key_value_heads", heads)
                .put("head_dim", rotated)
                .put("partial_rotary_factor", 1.0)
                .put("qk_rope_head_dim", rotated)
                .put("qk_nope_head_dim", keys.ofAll(keyLength) - rotated)
                .count(values, "v_head_dim", Math.max(1, hidden / heads))
                .count("attention.kv_lora_rank", "kv_lora_rank");
        if (keys.has("attention.q_lora_rank")) {
            keys.count("attention.q_lora_rank", "q_lora_rank");
        } else {
            keys.none("q_lora_rank");
        }
    }

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

    private static void ernie(GgufKeys keys, String type) throws IOException {
        keys.decoder(type)
                .experts("moe_num_experts", "moe_k")
                .count("expert_feed_forward_length", "moe_intermediate_size")
                .count("expert_shared_count", "moe_num_shared_experts", 0)
                .count("leading_dense_block_count", "moe_layer_start_index", 0)
                .count("interleave_moe_layer_step", "moe_layer_interval", 1);
    }

    private static void seed(GgufKeys keys, String type) throws IOException {
        biased(keys, type);
        keys.put("attention_out_bias", keys.hasTensor("attn_output.bias"));
    }

    private static void exaone(GgufKeys keys, String type) throws IOException {
        keys.decoder(type).put("num_layers", keys.layers());
    }

    private static void cohere(GgufKeys keys, String type) throws IOException {
        keys.decoder(type).put("use_qk_norm", keys.hasTensor("attn_q_norm.weight"));
    }

    /// Files do not say the window, and llama.cpp computes none.
    private static void starcoder(GgufKeys keys, String type) throws IOException {
        keys.decoder(type).window().put("use_bias", keys.hasTensor("attn_output.bias"));
    }

    private static void hunyuan(GgufKeys keys, String type) throws IOException {
        keys.decoder(type)
                .experts("num_experts", "moe_topk")
                .count("expert_feed_forward_length", "moe_intermediate_size")
                .count("expert_shared_count", "num_shared_expert");
    }

    private static void minimax(GgufKeys keys, String type) throws IOException {
        keys.decoder(type)
                .count("expert_feed_forward_length", "intermediate_size")
                .experts("num_local_experts", "num_experts_per_tok");
    }

    private static void ling(GgufKeys keys, String type) throws IOException {
        keys.decoder(type)
                .bias("use_qkv_bias")
                .experts("num_experts", "num_experts_per_tok")
                .count("expert_feed_forward_length", "moe_intermediate_size")
                .count("expert_shared_count", "num_shared_experts", 0)
                .count("leading_dense_block_count", "first_k_dense_replace", 0);
    }

    private static void stablelm(GgufKeys keys, String type) throws IOException {
        keys.decoder(type).bias("use_qkv_bias").put("use_parallel_residual", !keys.hasTensor("ffn_norm.weight"));
    }

    /// Models of 40 B have two norms before attention and MLP, which stand side by side.
    private static void falcon(GgufKeys keys, String type) throws IOException {
        keys.decoder(type)
                .put("new_decoder_architecture", true)
                .count("attention.head_count_kv", "num_kv_heads", 1)
                .count("feed_forward_length", "ffn_hidden_size")
                .put("num_ln_in_parallel_attn", keys.hasTensor("attn_norm_2.weight") ? 2 : 1)
                .put("bias", keys.hasTensor("attn_output.bias"));
    }

    private static void lfm2(GgufKeys keys, String type) throws IOException {
        List<Boolean> convolutions =
                keys.attention().stream().map(attends -> !attends).toList();
        keys.decoder(type)
                .put("block_auto_adjust_ff_dim", false)
                .count("shortconv.l_cache", "conv_L_cache")
                .put("layer_types", keys.kinds(convolutions, "conv"));
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
    private static void hybrid(GgufKeys keys, String type) throws IOException {
        List<Boolean> states =
                keys.attention().stream().map(attends -> !attends).toList();
        int heads = keys.ofAll("ssm.time_step_rank");
        int experts = keys.whole("expert_count", 0);
        String shared = experts > 0 ? "expert_shared_feed_forward_length" : "feed_forward_length";
        keys.decoder(type)
                .put("num_local_experts", experts)
                .count(shared, "shared_intermediate_size")
                .put("layer_types", keys.kinds(states, "mamba"))
                .put("mamba_n_heads", heads)
                .put("mamba_d_head", keys.ofAll("ssm.inner_size") / heads)
                .count("ssm.group_count", "mamba_n_groups")
                .count("ssm.state_size", "mamba_d_state")
                .count("ssm.conv_kernel", "mamba_d_conv")
                .put("mamba_conv_bias", keys.hasTensor("ssm_conv1d.bias"));
        if (experts > 0) {
            keys.count("expert_used_count", "num_experts_per_tok");
        }
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
}
