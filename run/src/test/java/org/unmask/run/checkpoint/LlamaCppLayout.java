package org.unmask.run.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.unmask.input.Fields;

/// What llama.cpp's converter makes of a published `config.json` (`conversion/` of
/// https://github.com/ggml-org/llama.cpp): keys and tensors, with the shapes that its loader expects
/// (`src/models/`).
final class LlamaCppLayout extends LlamaCppBlocks {
    private static final Set<String> HYBRIDS = Set.of(
            "qwen3next",
            "qwen35",
            "qwen35moe",
            "lfm2",
            "lfm2moe",
            "granitehybrid",
            "mamba",
            "mamba2",
            "falcon-h1",
            "nemotron_h",
            "nemotron_h_moe",
            "jamba",
            "kimi-linear",
            "gemma4",
            "diffusion-gemma");

    /// Those that have no LM head of their own unless a configuration says otherwise.
    private static final Set<String> TIED = Set.of(
            "gemma",
            "gemma2",
            "gemma3",
            "gemma4",
            "diffusion-gemma",
            "command-r",
            "cohere2",
            "starcoder2",
            "smollm3",
            "lfm2",
            "lfm2moe",
            "mamba",
            "mpt");

    private LlamaCppLayout(String name, String arch, Fields config) throws IOException {
        super(name, arch, config);
    }

    /// The file of a model.
    static GgufSketch of(String arch, Fields config) throws IOException {
        return named(arch, arch, config);
    }

    /// The file of a model of an architecture that has the layout of another.
    static GgufSketch named(String name, String arch, Fields config) throws IOException {
        if (HYBRIDS.contains(arch)) {
            LlamaCppHybrids hybrid = new LlamaCppHybrids(name, arch, config);
            start(hybrid);
            hybrid.layers();
            return hybrid.file;
        }
        LlamaCppLayout layout = new LlamaCppLayout(name, arch, config);
        start(layout);
        layout.layersAlike();
        return layout.file;
    }

    /// The file of a model with latent attention, as it was before llama.cpp cached the common vectors.
    static GgufSketch expanded(String arch, Fields config) throws IOException {
        LlamaCppLayout layout = new LlamaCppLayout(arch, arch, config);
        layout.absorbed = false;
        start(layout);
        layout.layersAlike();
        return layout.file;
    }

    /// What every file has.
    private static void start(LlamaCppBlocks model) throws IOException {
        boolean tied = model.config.flag("tie_word_embeddings", TIED.contains(model.arch));
        model.file.tensor("token_embd.weight", model.vocabulary, model.hidden);
        model.file.tensor(
                model.arch.startsWith("lfm2") ? "token_embd_norm.weight" : "output_norm.weight", model.hidden);
        if (!tied) {
            model.file.tensor("output.weight", model.vocabulary, model.hidden);
        }
        model.file
                .whole("block_count", model.layers + (model.arch.equals("glm4moe") ? 1 : 0))
                .whole("embedding_length", model.hidden)
                .real("rope.freq_base", 10_000)
                .real("attention.layer_norm_rms_epsilon", 1e-6);
        if (!model.arch.startsWith("mamba") && !model.arch.contains("gemma4") && !model.arch.startsWith("diffusion")) {
            model.file.whole("attention.head_count", model.heads);
        }
    }

    private void layersAlike() throws IOException {
        switch (arch) {
            case "gemma", "granite", "smollm3", "ernie4_5", "internlm2", "minicpm", "baichuan", "exaone", "mistral3" ->
                plain();
            case "gemma2", "gemma3" -> gemma();
            case "phi2", "phi3", "phimoe" -> phi();
            case "chatglm", "glm4" -> glm();
            case "glm4moe", "dots1", "deepseek" -> routed();
            case "gpt-oss" -> gptOss();
            case "granitemoe", "olmoe", "minimax-m2", "qwen2moe", "hunyuan-moe", "ernie4_5-moe", "bailingmoe" ->
                mixture();
            case "olmo2", "exaone4" -> normedAfter();
            case "llama4" -> llama4();
            case "deepseek2", "deepseek32", "glm-dsa", "minicpm3" -> latent();
            case "seed_oss", "stablelm", "hunyuan-dense", "qwen2vl", "qwen3vl", "pangu-embedded", "jais2", "qwen" ->
                variants();
            case "dbrx" -> dbrx();
            case "command-r", "cohere2" -> cohere();
            case "starcoder2", "nemotron", "apertus", "arcee", "gptneox", "falcon", "mpt" -> ungated();
            case "exaone-moe", "afmoe", "qwen3vlmoe" -> normedMixture();
            default -> throw new IllegalArgumentException(arch);
        }
    }

    private void plain() throws IOException {
        sizes();
        file.tensor("rope_freqs.weight", headDim / 2);
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", "ffn_norm");
            heads(layer);
            mlp(layer, width);
        }
    }

    private void gemma() throws IOException {
        sizes();
        file.whole("attention.sliding_window", config.count("sliding_window"));
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm");
            heads(layer);
            mlp(layer, width);
            if (arch.equals("gemma3")) {
                headNorms(layer);
            }
        }
    }

    private void phi() throws IOException {
        file.whole("attention.head_count_kv", keyValueHeads).whole("feed_forward_length", width);
        rotating(1);
        if (!arch.equals("phi2")) {
            file.whole("attention.sliding_window", config.whole("sliding_window", 0));
        }
        boolean mixture = arch.equals("phimoe");
        if (mixture) {
            file.whole("expert_count", 16).whole("expert_used_count", 2).tensor("output.bias", vocabulary);
            file.tensor("output_norm.bias", hidden);
        }
        if (arch.equals("phi2")) {
            file.tensor("output.bias", vocabulary).tensor("output_norm.bias", hidden);
        }
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm");
            long fused = (heads + 2L * keyValueHeads) * headDim;
            weight(layer, "attn_output", hidden, (long) heads * headDim);
            if (mixture) {
                heads0(layer);
                headBiases(layer);
                block(layer, "attn_output.bias", hidden);
                block(layer, "attn_norm.bias", hidden);
                norms(layer, "ffn_norm");
                block(layer, "ffn_norm.bias", hidden);
                experts(layer, 16, width);
                continue;
            }
            weight(layer, "attn_qkv", fused, hidden);
            if (arch.equals("phi2")) {
                block(layer, "attn_qkv.bias", fused);
                block(layer, "attn_output.bias", hidden);
                block(layer, "attn_norm.bias", hidden);
                weight(layer, "ffn_up", width, hidden);
                block(layer, "ffn_up.bias", width);
                weight(layer, "ffn_down", hidden, width);
                block(layer, "ffn_down.bias", hidden);
            } else {
                norms(layer, "ffn_norm");
                weight(layer, "ffn_up", 2L * width, hidden);
                weight(layer, "ffn_down", hidden, width);
            }
        }
        if (arch.equals("phi3")) {
            file.tensor("rope_factors_long.weight", headDim / 2).tensor("rope_factors_short.weight", headDim / 2);
        }
    }

    /// Heads without their output.
    private void heads0(int layer) {
        weight(layer, "attn_q", (long) heads * headDim, hidden);
        weight(layer, "attn_k", (long) keyValueHeads * headDim, hidden);
        weight(layer, "attn_v", (long) keyValueHeads * headDim, hidden);
    }

    private void glm() throws IOException {
        sizes();
        rotating(0.5);
        boolean bias = config.flag("attention_bias", arch.equals("chatglm"));
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", "ffn_norm");
            if (arch.equals("glm4")) {
                norms(layer, "post_attention_norm", "post_ffw_norm");
                heads(layer);
                if (bias) {
                    headBiases(layer);
                }
            } else {
                long fused = (heads + 2L * keyValueHeads) * headDim;
                weight(layer, "attn_qkv", fused, hidden);
                block(layer, "attn_qkv.bias", fused);
                weight(layer, "attn_output", hidden, (long) heads * headDim);
            }
            weight(layer, "ffn_up", 2L * width, hidden);
            weight(layer, "ffn_down", hidden, width);
        }
    }

    /// Experts in the keys of DeepSeek, after heads as LLaMA has them.
    private void routed() throws IOException {
        sizes();
        boolean glm = arch.equals("glm4moe");
        int further = glm ? 1 : 0;
        if (glm) {
            rotating(0.5);
            file.whole("nextn_predict_layers", further);
        }
        int dense = expertKeys();
        for (int layer = 0; layer < layers + further; layer++) {
            norms(layer, "attn_norm", glm ? "post_attention_norm" : "ffn_norm");
            heads(layer);
            if (config.flag("attention_bias", false)) {
                headBiases(layer);
            }
            if (arch.equals("dots1") || config.flag("use_qk_norm", false)) {
                headNorms(layer);
            }
            routedMlp(layer, dense, !arch.equals("deepseek"));
        }
        if (glm) {
            weight(layers, "nextn.eh_proj", hidden, 2L * hidden);
            norms(layers, "nextn.enorm", "nextn.hnorm", "nextn.shared_head_norm");
        }
    }

    private void gptOss() throws IOException {
        sizes();
        int count = config.count("num_local_experts");
        file.whole("attention.sliding_window", config.count("sliding_window"))
                .whole("expert_count", count)
                .whole("expert_used_count", config.count("num_experts_per_tok"))
                .whole("expert_feed_forward_length", width);
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", "post_attention_norm");
            heads(layer);
            headBiases(layer);
            block(layer, "attn_output.bias", hidden);
            weight(layer, "attn_sinks", heads);
            experts(layer, count, width);
            block(layer, "ffn_gate_inp.bias", count);
            block(layer, "ffn_gate_exps.bias", count, width);
            block(layer, "ffn_up_exps.bias", count, width);
            block(layer, "ffn_down_exps.bias", count, hidden);
        }
    }

    private void mixture() throws IOException {
        sizes();
        String key = config.has("moe_num_experts")
                ? "moe_num_experts"
                : config.has("num_local_experts") ? "num_local_experts" : "num_experts";
        int count = config.count(key);
        int perToken = config.isList("moe_topk")
                ? config.numbers("moe_topk", count).getFirst()
                : config.count(config.has("moe_k") ? "moe_k" : "num_experts_per_tok");
        int wide = config.count("moe_intermediate_size", width);
        int dense = config.whole("moe_layer_start_index", 0);
        int beside = config.count("num_shared_experts", config.count("moe_num_shared_experts", 1)) * wide;
        file.whole("expert_count", count).whole("expert_used_count", perToken);
        if (!arch.equals("granitemoe") && !arch.equals("olmoe")) {
            file.whole("expert_feed_forward_length", wide).whole("leading_dense_block_count", dense);
        }
        switch (arch) {
            case "minimax-m2" -> file.whole("rope.dimension_count", 64);
            case "qwen2moe" ->
                file.whole("expert_shared_feed_forward_length", config.count("shared_expert_intermediate_size"));
            case "hunyuan-moe", "ernie4_5-moe", "bailingmoe" -> file.whole("expert_shared_count", beside / wide);
            default -> {
                // no shared expert
            }
        }
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", "ffn_norm");
            heads(layer);
            if (layer < dense) {
                mlp(layer, width);
                continue;
            }
            experts(layer, count, wide);
            switch (arch) {
                case "olmoe", "minimax-m2" -> {
                    weight(layer, "attn_q_norm", (long) heads * headDim);
                    weight(layer, "attn_k_norm", (long) keyValueHeads * headDim);
                    if (arch.equals("minimax-m2")) {
                        block(layer, "exp_probs_b.bias", count);
                    }
                }
                case "qwen2moe" -> {
                    headBiases(layer);
                    weight(layer, "ffn_gate_inp_shexp", hidden);
                    shared(layer, config.count("shared_expert_intermediate_size"));
                }
                case "hunyuan-moe" -> {
                    headNorms(layer);
                    shared(layer, beside);
                }
                case "ernie4_5-moe" -> {
                    block(layer, "exp_probs_b.bias", count);
                    shared(layer, beside);
                }
                case "bailingmoe" -> shared(layer, beside);
                default -> {
                    // nothing else
                }
            }
        }
    }

    private void normedAfter() throws IOException {
        sizes();
        int window = config.whole("sliding_window", 0);
        if (window > 0) {
            file.whole("attention.sliding_window", window)
                    .flags(
                            "attention.sliding_window_pattern",
                            IntStream.range(0, layers)
                                    .mapToObj(layer -> (layer + 1) % 4 != 0)
                                    .toList());
        }
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "post_attention_norm", "post_ffw_norm");
            heads(layer);
            if (arch.equals("exaone4")) {
                headNorms(layer);
            } else {
                weight(layer, "attn_q_norm", (long) heads * headDim);
                weight(layer, "attn_k_norm", (long) keyValueHeads * headDim);
            }
            mlp(layer, width);
        }
    }

    private void llama4() throws IOException {
        int wide = config.count("intermediate_size_mlp");
        int count = config.count("num_local_experts");
        int every = config.count("interleave_moe_layer_step");
        file.whole("attention.head_count_kv", keyValueHeads)
                .whole("feed_forward_length", wide)
                .whole("attention.key_length", headDim)
                .whole("expert_feed_forward_length", width)
                .whole("interleave_moe_layer_step", every)
                .whole("expert_count", count)
                .whole("expert_used_count", 1)
                .tensor("rope_freqs.weight", headDim / 2);
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", "ffn_norm");
            heads(layer);
            if ((layer + 1) % every == 0) {
                experts(layer, count, width);
                shared(layer, width);
            } else {
                mlp(layer, wide);
            }
        }
    }

    /// Experts after heads with norms.
    private void normedMixture() throws IOException {
        sizes();
        int count = config.count("num_experts");
        int wide = config.count("moe_intermediate_size");
        int dense = config.whole(arch.equals("afmoe") ? "num_dense_layers" : "first_k_dense_replace", 0);
        int beside = config.whole("num_shared_experts", 0);
        if (config.has("sliding_window")) {
            file.whole("attention.sliding_window", config.count("sliding_window"));
        }
        file.whole("expert_count", count)
                .whole("expert_used_count", config.count("num_experts_per_tok"))
                .whole("expert_feed_forward_length", wide)
                .whole("expert_shared_count", beside)
                .whole("leading_dense_block_count", dense);
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", "ffn_norm");
            heads(layer);
            headNorms(layer);
            if (arch.equals("afmoe")) {
                weight(layer, "attn_gate", (long) heads * headDim, hidden);
                norms(layer, "post_attention_norm", "post_ffw_norm");
            }
            if (layer < dense) {
                mlp(layer, width);
                continue;
            }
            experts(layer, count, wide);
            if (beside > 0) {
                shared(layer, (long) beside * wide);
                block(layer, "exp_probs_b.bias", count);
            }
        }
    }

    private void variants() throws IOException {
        sizes();
        boolean stable = arch.equals("stablelm");
        boolean biased = List.of("seed_oss", "qwen2vl", "pangu-embedded", "jais2", "qwen")
                .contains(arch);
        if (arch.equals("jais2")) {
            file.tensor("output_norm.bias", hidden);
        }
        if (stable) {
            rotating(0.25);
            file.tensor("output_norm.bias", hidden);
        }
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", arch.equals("seed_oss") ? "post_attention_norm" : "ffn_norm");
            heads(layer);
            if (biased || config.flag("use_qkv_bias", false)) {
                headBiases(layer);
            }
            if (stable) {
                block(layer, "attn_norm.bias", hidden);
                block(layer, "ffn_norm.bias", hidden);
            }
            if (arch.equals("hunyuan-dense") || arch.equals("qwen3vl")) {
                headNorms(layer);
            }
            if (arch.equals("pangu-embedded") || arch.equals("jais2")) {
                block(layer, "attn_output.bias", hidden);
            }
            if (arch.equals("jais2")) {
                block(layer, "attn_norm.bias", hidden);
                block(layer, "ffn_norm.bias", hidden);
                weight(layer, "ffn_up", width, hidden);
                block(layer, "ffn_up.bias", width);
                weight(layer, "ffn_down", hidden, width);
                block(layer, "ffn_down.bias", hidden);
            } else {
                mlp(layer, arch.equals("qwen") ? width / 2 : width);
            }
        }
    }

    private void dbrx() throws IOException {
        int count = config.object("ffn_config").count("moe_num_experts");
        int groups = config.object("attn_config").count("kv_n_heads");
        int wide = config.object("ffn_config").count("ffn_hidden_size");
        file.whole("attention.head_count_kv", groups)
                .whole("feed_forward_length", wide)
                .whole("expert_count", count)
                .whole("expert_used_count", config.object("ffn_config").count("moe_top_k"));
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", "attn_output_norm");
            weight(layer, "attn_qkv", hidden + 2L * groups * headDim, hidden);
            weight(layer, "attn_output", hidden, hidden);
            experts(layer, count, wide);
        }
    }

    private void cohere() throws IOException {
        sizes();
        if (arch.equals("cohere2")) {
            file.whole("attention.sliding_window", config.count("sliding_window"));
        }
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm");
            heads(layer);
            if (config.flag("use_qk_norm", false)) {
                weight(layer, "attn_q_norm", heads, headDim);
                weight(layer, "attn_k_norm", keyValueHeads, headDim);
            }
            mlp(layer, width);
        }
    }

    private void ungated() throws IOException {
        boolean falcon = arch.equals("falcon");
        int groups = falcon ? 1 : keyValueHeads;
        long wide = falcon || arch.equals("mpt") ? 4L * hidden : width;
        file.whole("attention.head_count_kv", groups).whole("feed_forward_length", wide);
        if (config.has("head_dim")) {
            file.whole("attention.key_length", headDim);
        }
        boolean biases = arch.equals("starcoder2") || arch.equals("gptneox");
        boolean normBiases = biases || falcon || arch.equals("nemotron");
        if (arch.equals("nemotron") || arch.equals("gptneox")) {
            rotating(arch.equals("nemotron") ? 0.5 : 0.25);
        }
        if (normBiases) {
            file.tensor("output_norm.bias", hidden);
        }
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm");
            if (!falcon) {
                norms(layer, "ffn_norm");
            }
            long fused = (heads + 2L * groups) * headDim;
            weight(layer, "attn_qkv", fused, hidden);
            weight(layer, "attn_output", hidden, (long) heads * headDim);
            weight(layer, "ffn_up", wide, hidden);
            weight(layer, "ffn_down", hidden, wide);
            if (normBiases) {
                block(layer, "attn_norm.bias", hidden);
                if (!falcon) {
                    block(layer, "ffn_norm.bias", hidden);
                }
            }
            if (biases) {
                block(layer, "attn_qkv.bias", fused);
                block(layer, "attn_output.bias", hidden);
                block(layer, "ffn_up.bias", wide);
                block(layer, "ffn_down.bias", hidden);
            }
            if (arch.equals("apertus")) {
                headNorms(layer);
            }
        }
    }

    /// Newer files say the one head that stands for all in the cache; older ones and those of MiniCPM 3 do not.
    private void latent() throws IOException {
        int rank = config.count("kv_lora_rank");
        int plain = config.count("qk_nope_head_dim");
        int rotated = config.count("qk_rope_head_dim");
        int values = config.count("v_head_dim");
        int queries = config.whole("q_lora_rank", 0);
        file.whole("attention.head_count_kv", absorbed ? 1 : heads)
                .whole("feed_forward_length", width)
                .whole("rope.dimension_count", rotated)
                .whole("attention.kv_lora_rank", rank);
        if (absorbed) {
            file.whole("attention.key_length", rank + rotated)
                    .whole("attention.value_length", rank)
                    .whole("attention.key_length_mla", plain + rotated)
                    .whole("attention.value_length_mla", values);
        } else {
            file.whole("attention.key_length", plain + rotated).whole("attention.value_length", values);
        }
        if (queries > 0) {
            file.whole("attention.q_lora_rank", queries);
        }
        boolean mixture = config.has("n_routed_experts");
        int dense = mixture ? expertKeys() : layers;
        boolean chooses = arch.equals("deepseek32") || arch.equals("glm-dsa");
        if (chooses) {
            file.whole("attention.indexer.head_count", config.count("index_n_heads"))
                    .whole("attention.indexer.key_length", config.count("index_head_dim"))
                    .whole("attention.indexer.top_k", config.count("index_topk"));
        }
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", "ffn_norm");
            latent(layer);
            if (chooses) {
                long width = (long) config.count("index_n_heads") * config.count("index_head_dim");
                weight(layer, "indexer.attn_q_b", width, queries);
                weight(layer, "indexer.attn_k", config.count("index_head_dim"), hidden);
                weight(layer, "indexer.k_norm", config.count("index_head_dim"));
                block(layer, "indexer.k_norm.bias", config.count("index_head_dim"));
                weight(layer, "indexer.proj", config.count("index_n_heads"), hidden);
            }
            if (mixture) {
                routedMlp(layer, dense, !config.says("model_type", "deepseek_v2"));
            } else {
                mlp(layer, width);
            }
        }
    }
}
