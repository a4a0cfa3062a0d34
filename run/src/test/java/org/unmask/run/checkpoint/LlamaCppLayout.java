package org.unmask.run.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.unmask.input.Fields;

/// What llama.cpp's converter makes of a published `config.json` (`conversion/` of
/// https://github.com/ggml-org/llama.cpp): keys and tensors, with the shapes that its loader expects
/// (`src/models/`).
final class LlamaCppLayout {
    private final String arch;
    private final Fields config;
    private final GgufSketch file;
    private final int layers;
    private final int hidden;
    private final int heads;
    private final int keyValueHeads;
    private final int headDim;
    private final int width;
    private final long vocabulary;
    private boolean absorbed;

    private LlamaCppLayout(String arch, Fields config) throws IOException {
        this.arch = arch;
        this.config = config;
        this.file = new GgufSketch(arch);
        this.absorbed = arch.equals("deepseek2");
        this.layers = config.count(config.has("num_layers") ? "num_layers" : "num_hidden_layers");
        this.hidden = config.count("hidden_size");
        this.heads = config.count("num_attention_heads", 1);
        this.keyValueHeads = config.count(
                config.has("multi_query_group_num") ? "multi_query_group_num" : "num_key_value_heads", heads);
        this.headDim = config.count("head_dim", config.count("kv_channels", hidden / heads));
        this.width = config.count(config.has("ffn_hidden_size") ? "ffn_hidden_size" : "intermediate_size", 1);
        this.vocabulary = config.count(config.has("padded_vocab_size") ? "padded_vocab_size" : "vocab_size");
    }

    /// The file of a model.
    static GgufSketch of(String arch, Fields config) throws IOException {
        return new LlamaCppLayout(arch, config).file();
    }

    /// The file of a model with latent attention, as it was before llama.cpp cached the common vectors.
    static GgufSketch expanded(String arch, Fields config) throws IOException {
        LlamaCppLayout layout = new LlamaCppLayout(arch, config);
        layout.absorbed = false;
        return layout.file();
    }

    private GgufSketch file() throws IOException {
        boolean tied = config.flag(
                "tie_word_embeddings",
                List.of(
                                "gemma",
                                "gemma2",
                                "gemma3",
                                "command-r",
                                "cohere2",
                                "starcoder2",
                                "smollm3",
                                "lfm2",
                                "lfm2moe",
                                "mamba")
                        .contains(arch));
        file.tensor("token_embd.weight", vocabulary, hidden);
        file.tensor(arch.startsWith("lfm2") ? "token_embd_norm.weight" : "output_norm.weight", hidden);
        if (!tied) {
            file.tensor("output.weight", vocabulary, hidden);
        }
        file.whole("block_count", layers + (arch.equals("glm4moe") ? 1 : 0))
                .whole("embedding_length", hidden)
                .real("rope.freq_base", 10_000)
                .real("attention.layer_norm_rms_epsilon", 1e-6);
        if (!arch.startsWith("mamba")) {
            file.whole("attention.head_count", heads);
        }
        switch (arch) {
            case "gemma", "granite", "smollm3", "ernie4_5", "internlm2", "minicpm", "baichuan", "exaone" -> plain();
            case "gemma2", "gemma3" -> gemma();
            case "phi2", "phi3", "phimoe" -> phi();
            case "chatglm", "glm4" -> glm();
            case "glm4moe", "dots1", "deepseek" -> routed();
            case "gpt-oss" -> gptOss();
            case "granitemoe", "olmoe", "minimax-m2", "qwen2moe", "hunyuan-moe", "ernie4_5-moe", "bailingmoe" ->
                mixture();
            case "olmo2", "exaone4" -> normedAfter();
            case "llama4" -> llama4();
            case "deepseek2", "minicpm3" -> latent();
            case "qwen3next", "qwen35", "qwen35moe" -> delta();
            case "seed_oss", "stablelm", "hunyuan-dense" -> variants();
            case "command-r", "cohere2" -> cohere();
            case "starcoder2", "nemotron", "apertus", "arcee", "gptneox", "falcon" -> ungated();
            case "lfm2", "lfm2moe" -> lfm2();
            case "granitehybrid", "mamba2" -> states();
            case "mamba" -> selective();
            default -> throw new IllegalArgumentException(arch);
        }
        return file;
    }

    private void block(int layer, String part, long... shape) {
        file.tensor("blk." + layer + "." + part, shape);
    }

    private void weight(int layer, String part, long... shape) {
        block(layer, part + ".weight", shape);
    }

    private void sizes() throws IOException {
        file.whole("attention.head_count_kv", keyValueHeads).whole("feed_forward_length", width);
        if (config.has("head_dim") || config.has("kv_channels")) {
            file.whole("attention.key_length", headDim).whole("attention.value_length", headDim);
        }
    }

    private void rotating(double part) throws IOException {
        file.whole("rope.dimension_count", (int) (headDim * config.positive("partial_rotary_factor", part)));
    }

    private void heads(int layer) {
        weight(layer, "attn_q", (long) heads * headDim, hidden);
        weight(layer, "attn_k", (long) keyValueHeads * headDim, hidden);
        weight(layer, "attn_v", (long) keyValueHeads * headDim, hidden);
        weight(layer, "attn_output", hidden, (long) heads * headDim);
    }

    private void headBiases(int layer) {
        block(layer, "attn_q.bias", (long) heads * headDim);
        block(layer, "attn_k.bias", (long) keyValueHeads * headDim);
        block(layer, "attn_v.bias", (long) keyValueHeads * headDim);
    }

    private void headNorms(int layer) {
        weight(layer, "attn_q_norm", headDim);
        weight(layer, "attn_k_norm", headDim);
    }

    private void norms(int layer, String... names) {
        for (String name : names) {
            weight(layer, name, hidden);
        }
    }

    private void mlp(int layer, long wide) {
        weight(layer, "ffn_gate", wide, hidden);
        weight(layer, "ffn_up", wide, hidden);
        weight(layer, "ffn_down", hidden, wide);
    }

    private void experts(int layer, long count, long wide) {
        weight(layer, "ffn_gate_inp", count, hidden);
        weight(layer, "ffn_gate_exps", count, wide, hidden);
        weight(layer, "ffn_up_exps", count, wide, hidden);
        weight(layer, "ffn_down_exps", count, hidden, wide);
    }

    private void shared(int layer, long wide) {
        weight(layer, "ffn_gate_shexp", wide, hidden);
        weight(layer, "ffn_up_shexp", wide, hidden);
        weight(layer, "ffn_down_shexp", hidden, wide);
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

    /// Layers without experts.
    private int expertKeys() throws IOException {
        int dense = config.whole("first_k_dense_replace", 0);
        file.whole("expert_count", config.count("n_routed_experts"))
                .whole("expert_used_count", config.count("num_experts_per_tok"))
                .whole("expert_shared_count", config.count("n_shared_experts"))
                .whole("expert_feed_forward_length", config.count("moe_intermediate_size"))
                .whole("leading_dense_block_count", dense);
        return dense;
    }

    private void routedMlp(int layer, int dense, boolean bias) throws IOException {
        if (layer < dense) {
            mlp(layer, width);
            return;
        }
        int wide = config.count("moe_intermediate_size");
        experts(layer, config.count("n_routed_experts"), wide);
        shared(layer, (long) config.count("n_shared_experts") * wide);
        if (bias) {
            block(layer, "exp_probs_b.bias", config.count("n_routed_experts"));
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
        long width0 = (long) heads * (plain + rotated);
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", "ffn_norm");
            if (queries > 0) {
                weight(layer, "attn_q_a", queries, hidden);
                weight(layer, "attn_q_a_norm", queries);
                weight(layer, "attn_q_b", width0, queries);
            } else {
                weight(layer, "attn_q", width0, hidden);
            }
            weight(layer, "attn_kv_a_mqa", rank + rotated, hidden);
            weight(layer, "attn_kv_a_norm", rank);
            if (absorbed) {
                weight(layer, "attn_k_b", heads, rank, plain);
                weight(layer, "attn_v_b", heads, values, rank);
            } else {
                weight(layer, "attn_kv_b", (long) heads * (plain + values), rank);
            }
            weight(layer, "attn_output", hidden, (long) heads * values);
            if (mixture) {
                routedMlp(layer, dense, !config.says("model_type", "deepseek_v2"));
            } else {
                mlp(layer, width);
            }
        }
    }

    private void delta() throws IOException {
        int keyHeads = config.count("linear_num_key_heads");
        int valueHeads = config.count("linear_num_value_heads");
        int keyDim = config.count("linear_key_head_dim");
        int valueDim = config.count("linear_value_head_dim");
        int kernel = config.count("linear_conv_kernel_dim");
        sizes();
        rotating(0.25);
        file.whole("ssm.conv_kernel", kernel)
                .whole("ssm.state_size", keyDim)
                .whole("ssm.group_count", keyHeads)
                .whole("ssm.time_step_rank", valueHeads)
                .whole("ssm.inner_size", (long) valueHeads * valueDim)
                .whole("full_attention_interval", config.count("full_attention_interval"));
        boolean mixture = config.has("num_experts");
        if (mixture) {
            file.whole("expert_count", config.count("num_experts"))
                    .whole("expert_used_count", config.count("num_experts_per_tok"))
                    .whole("expert_feed_forward_length", config.count("moe_intermediate_size"))
                    .whole("expert_shared_feed_forward_length", config.count("shared_expert_intermediate_size"));
        }
        long channels = 2L * keyHeads * keyDim + (long) valueHeads * valueDim;
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", "post_attention_norm");
            if ((layer + 1) % config.count("full_attention_interval") == 0) {
                weight(layer, "attn_q", 2L * heads * headDim, hidden);
                weight(layer, "attn_k", (long) keyValueHeads * headDim, hidden);
                weight(layer, "attn_v", (long) keyValueHeads * headDim, hidden);
                weight(layer, "attn_output", hidden, (long) heads * headDim);
                headNorms(layer);
            } else {
                weight(layer, "attn_qkv", channels, hidden);
                weight(layer, "attn_gate", (long) valueHeads * valueDim, hidden);
                weight(layer, "ssm_conv1d", channels, kernel);
                block(layer, "ssm_dt.bias", valueHeads);
                block(layer, "ssm_a", valueHeads);
                if (arch.equals("qwen3next")) {
                    weight(layer, "ssm_ba", 2L * valueHeads, hidden);
                } else {
                    weight(layer, "ssm_beta", valueHeads, hidden);
                    weight(layer, "ssm_alpha", valueHeads, hidden);
                }
                weight(layer, "ssm_norm", valueDim);
                weight(layer, "ssm_out", hidden, (long) valueHeads * valueDim);
            }
            if (mixture) {
                experts(layer, config.count("num_experts"), config.count("moe_intermediate_size"));
                weight(layer, "ffn_gate_inp_shexp", hidden);
                shared(layer, config.count("shared_expert_intermediate_size"));
            } else {
                mlp(layer, width);
            }
        }
    }

    private void variants() throws IOException {
        sizes();
        boolean stable = arch.equals("stablelm");
        if (stable) {
            rotating(0.25);
            file.tensor("output_norm.bias", hidden);
        }
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", arch.equals("seed_oss") ? "post_attention_norm" : "ffn_norm");
            heads(layer);
            if (arch.equals("seed_oss") || config.flag("use_qkv_bias", false)) {
                headBiases(layer);
            }
            if (stable) {
                block(layer, "attn_norm.bias", hidden);
                block(layer, "ffn_norm.bias", hidden);
            }
            if (arch.equals("hunyuan-dense")) {
                headNorms(layer);
            }
            mlp(layer, width);
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
        long wide = falcon ? 4L * hidden : width;
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

    private void lfm2() throws IOException {
        List<Integer> attention = config.has("full_attn_idxs")
                ? config.numbers("full_attn_idxs", layers)
                : IntStream.range(0, layers)
                        .filter(layer -> kinds().get(layer).equals("full_attention"))
                        .boxed()
                        .toList();
        // Two thirds of what the file says, as a multiple of 256, unless it says that it is the width.
        int wide = config.flag("block_auto_adjust_ff_dim", false) ? 256 * Math.ceilDiv(2 * width / 3, 256) : width;
        int kernel = config.count("conv_L_cache");
        file.whole("feed_forward_length", wide)
                .whole("shortconv.l_cache", kernel)
                .wholes(
                        "attention.head_count_kv",
                        IntStream.range(0, layers)
                                .mapToObj(layer -> attention.contains(layer) ? keyValueHeads : 0)
                                .toList());
        boolean mixture = arch.equals("lfm2moe");
        if (mixture) {
            file.whole("expert_count", config.count("num_experts"))
                    .whole("expert_used_count", config.count("num_experts_per_tok"))
                    .whole("expert_feed_forward_length", config.count("moe_intermediate_size"))
                    .whole("leading_dense_block_count", config.count("num_dense_layers"));
        }
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", "ffn_norm");
            if (attention.contains(layer)) {
                heads(layer);
                headNorms(layer);
            } else {
                weight(layer, "shortconv.conv", hidden, kernel);
                weight(layer, "shortconv.in_proj", 3L * hidden, hidden);
                weight(layer, "shortconv.out_proj", hidden, hidden);
            }
            if (mixture && layer >= config.count("num_dense_layers")) {
                experts(layer, config.count("num_experts"), config.count("moe_intermediate_size"));
                block(layer, "exp_probs_b.bias", config.count("num_experts"));
            } else {
                mlp(layer, wide);
            }
        }
    }

    private List<String> kinds() {
        try {
            return config.texts("layer_types");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void states() throws IOException {
        boolean hybrid = arch.equals("granitehybrid");
        int stateHeads = config.count(hybrid ? "mamba_n_heads" : "num_heads");
        int stateDim = config.count(hybrid ? "mamba_d_head" : "head_dim");
        int groups = config.count(hybrid ? "mamba_n_groups" : "n_groups");
        int state = config.count(hybrid ? "mamba_d_state" : "state_size");
        int kernel = config.count(hybrid ? "mamba_d_conv" : "conv_kernel");
        long inner = (long) stateHeads * stateDim;
        long channels = inner + 2L * groups * state;
        file.whole("ssm.conv_kernel", kernel)
                .whole("ssm.state_size", state)
                .whole("ssm.group_count", groups)
                .whole("ssm.inner_size", inner)
                .whole("ssm.time_step_rank", stateHeads)
                .whole("feed_forward_length", hybrid ? width : 0);
        if (hybrid) {
            file.wholes(
                            "attention.head_count_kv",
                            IntStream.range(0, layers)
                                    .mapToObj(layer -> kinds().get(layer).contains("attention")
                                                    && !kinds().get(layer).startsWith("linear")
                                            ? keyValueHeads
                                            : 0)
                                    .toList())
                    .whole("expert_count", config.count("num_local_experts"))
                    .whole("expert_used_count", config.count("num_experts_per_tok"))
                    .whole("expert_shared_feed_forward_length", config.count("shared_intermediate_size"));
        } else {
            file.whole("attention.head_count", 0);
        }
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm");
            if (hybrid && !kinds().get(layer).startsWith("linear")) {
                heads(layer);
            } else {
                weight(layer, "ssm_in", inner + channels + stateHeads, hidden);
                weight(layer, "ssm_conv1d", channels, kernel);
                block(layer, "ssm_conv1d.bias", channels);
                block(layer, "ssm_dt.bias", stateHeads);
                block(layer, "ssm_a", stateHeads, 1);
                block(layer, "ssm_d", stateHeads, 1);
                weight(layer, "ssm_norm", groups, inner / groups);
                weight(layer, "ssm_out", hidden, inner);
            }
            if (hybrid) {
                norms(layer, "ffn_norm");
                experts(layer, config.count("num_local_experts"), width);
                shared(layer, config.count("shared_intermediate_size"));
            }
        }
    }

    private void selective() throws IOException {
        int state = config.count("state_size");
        int rank = config.count("time_step_rank");
        int kernel = config.count("conv_kernel");
        file.whole("ssm.conv_kernel", kernel)
                .whole("ssm.state_size", state)
                .whole("ssm.inner_size", width)
                .whole("ssm.time_step_rank", rank)
                .whole("attention.head_count", 0)
                .whole("feed_forward_length", 0)
                .flag("ssm.dt_b_c_rms", config.says("model_type", "falcon_mamba"));
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm");
            weight(layer, "ssm_in", 2L * width, hidden);
            weight(layer, "ssm_conv1d", width, kernel);
            block(layer, "ssm_conv1d.bias", width);
            weight(layer, "ssm_x", rank + 2L * state, width);
            weight(layer, "ssm_dt", width, rank);
            block(layer, "ssm_dt.bias", width);
            block(layer, "ssm_a", width, state);
            block(layer, "ssm_d", width);
            weight(layer, "ssm_out", hidden, width);
        }
    }
}
