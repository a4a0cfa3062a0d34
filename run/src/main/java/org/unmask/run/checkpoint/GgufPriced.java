package org.unmask.run.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// GGUF architectures whose models are priced and not run.
///
/// The keys are llama.cpp's, as its converters write them (`conversion/` of https://github.com/ggml-org/llama.cpp)
/// and its loaders read them (`src/models/`); a number that a loader takes where a file has none is taken here,
/// too.
final class GgufPriced {
    /// Experts of LLaMA 4 Maverick, which alone has no norms of heads; its files do not say so.
    private static final int EXPERTS_WITHOUT_NORMS = 128;

    private static final List<GgufTranslation> ALIKE = List.of(
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
            GgufTranslation.of("mistral4", "mistral4", GgufPriced::latentMixture),
            GgufTranslation.of("deepseek32", "deepseek_v32", GgufPriced::choosing),
            GgufTranslation.of("glm-dsa", "glm_moe_dsa", GgufPriced::choosing),
            GgufTranslation.of("minicpm3", "minicpm3", GgufPriced::latent),
            GgufTranslation.of("smollm3", "smollm3", GgufKeys::decoder),
            GgufTranslation.of("ernie4_5", "ernie4_5", GgufKeys::decoder),
            GgufTranslation.of("ernie4_5-moe", "ernie4_5_moe", GgufPriced::ernie),
            GgufTranslation.of("seed_oss", "seed_oss", GgufPriced::seed),
            GgufTranslation.of("exaone", "exaone", GgufPriced::exaone),
            GgufTranslation.of("exaone4", "exaone4", GgufPriced::windowed),
            GgufTranslation.of("exaone-moe", "exaone_moe", GgufPriced::exaoneMixture),
            GgufTranslation.of("afmoe", "afmoe", GgufPriced::trinity),
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
            GgufTranslation.of("mistral3", "ministral3", GgufPriced::windowed),
            GgufTranslation.of("qwen2vl", "qwen2_vl_text", GgufKeys::decoder),
            GgufTranslation.of("qwen3vl", "qwen3_vl_text", GgufKeys::decoder),
            GgufTranslation.of("qwen3vlmoe", "qwen3_vl_moe_text", GgufPriced::qwen3moe),
            GgufTranslation.of("hunyuan_vl", "hunyuan_vl_text", GgufKeys::decoder),
            GgufTranslation.of("paddleocr", "paddleocr_vl_text", GgufKeys::decoder),
            GgufTranslation.of("qwen", "qwen", GgufKeys::decoder),
            GgufTranslation.of("pangu-embedded", "PanguEmbedded", GgufPriced::pangu),
            GgufTranslation.of("jais2", "jais2", GgufPriced::jais),
            GgufTranslation.of("dbrx", "dbrx", GgufPriced::dbrx),
            GgufTranslation.of("mpt", "mpt", GgufPriced::mpt),
            GgufTranslation.of("gptneox", "gpt_neox", GgufKeys::decoder),
            GgufTranslation.of("falcon", "falcon", GgufPriced::falcon));

    static final List<GgufTranslation> ALL =
            Stream.concat(ALIKE.stream(), GgufHybrids.ALL.stream()).toList();

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

    private static void qwen3moe(GgufKeys keys, String type) throws IOException {
        keys.decoder(type)
                .experts("num_experts", "num_experts_per_tok")
                .count("expert_feed_forward_length", "moe_intermediate_size")
                .put("norm_topk_prob", true);
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
            latentMixture(keys, keys.hasTensor("exp_probs_b.bias") ? type : "deepseek_v2");
        }
    }

    private static void latentMixture(GgufKeys keys, String type) throws IOException {
        latent(keys, type);
        routed(keys);
    }

    /// Heads of keys and values are those that are expanded from the common vector. Newer files say these
    /// apart, beside the one head that stands for them in llama.cpp's cache.
    static void latent(GgufKeys keys, String type) throws IOException {
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

    /// Attention to the keys that an indexer chooses.
    private static void choosing(GgufKeys keys, String type) throws IOException {
        latentMixture(keys, type);
        keys.count("attention.indexer.head_count", "index_n_heads")
                .count("attention.indexer.key_length", "index_head_dim")
                .count("attention.indexer.top_k", "index_topk");
    }

    private static void exaoneMixture(GgufKeys keys, String type) throws IOException {
        shared(keys.decoder(type).window()).count("leading_dense_block_count", "first_k_dense_replace", 0);
    }

    private static void trinity(GgufKeys keys, String type) throws IOException {
        shared(keys.decoder(type).window()).count("leading_dense_block_count", "num_dense_layers", 0);
    }

    private static GgufKeys shared(GgufKeys keys) throws IOException {
        return keys.experts("num_experts", "num_experts_per_tok")
                .count("expert_feed_forward_length", "moe_intermediate_size")
                .count("expert_shared_count", "num_shared_experts", 0);
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
        shared(keys.decoder(type).bias("use_qkv_bias")).count("leading_dense_block_count", "first_k_dense_replace", 0);
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

    private static void pangu(GgufKeys keys, String type) throws IOException {
        keys.decoder(type).bias("bias");
    }

    private static void jais(GgufKeys keys, String type) throws IOException {
        biased(keys, type);
        keys.put("mlp_bias", keys.hasTensor("ffn_up.bias"));
    }

    private static void dbrx(GgufKeys keys, String type) throws IOException {
        ownNames(keys.decoder(type))
                .put("attn_config", Map.of("kv_n_heads", keys.ofAll("attention.head_count_kv")))
                .put(
                        "ffn_config",
                        Map.of(
                                "ffn_hidden_size", keys.ofAll("feed_forward_length"),
                                "moe_num_experts", keys.ofAll("expert_count"),
                                "moe_top_k", keys.ofAll("expert_used_count")));
    }

    private static void mpt(GgufKeys keys, String type) throws IOException {
        ownNames(keys.decoder(type))
                .put("expansion_ratio", keys.ofAll("feed_forward_length") / keys.ofAll("embedding_length"));
    }

    private static GgufKeys ownNames(GgufKeys keys) throws IOException {
        return keys.put("d_model", keys.ofAll("embedding_length"))
                .put("n_heads", keys.ofAll("attention.head_count"))
                .put("n_layers", keys.layers());
    }
}
