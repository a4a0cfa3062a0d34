package org.unmask.run.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.unmask.input.Fields;

/// Files of architectures whose layers are of different kinds.
final class LlamaCppHybrids extends LlamaCppBlocks {
    LlamaCppHybrids(String name, String arch, Fields config) throws IOException {
        super(name, arch, config);
    }

    void layers() throws IOException {
        switch (arch) {
            case "qwen3next", "qwen35", "qwen35moe" -> delta();
            case "lfm2", "lfm2moe" -> lfm2();
            case "granitehybrid", "mamba2", "falcon-h1", "nemotron_h", "nemotron_h_moe" -> states();
            case "mamba", "jamba" -> selective();
            case "kimi-linear" -> kimi();
            case "gemma4", "diffusion-gemma" -> gemma4();
            default -> throw new IllegalArgumentException(arch);
        }
    }

    private void kimi() throws IOException {
        Fields linear = config.object("linear_attn_config");
        List<Integer> attention = linear.numbers("full_attn_layers", layers);
        int dim = linear.count("head_dim");
        long all = (long) linear.count("num_heads") * dim;
        int kernel = linear.count("short_conv_kernel_size");
        int experts = config.count("num_experts");
        int wide = config.count("moe_intermediate_size");
        file.whole("feed_forward_length", width)
                .wholes(
                        "attention.head_count_kv",
                        IntStream.rangeClosed(1, layers)
                                .mapToObj(layer -> attention.contains(layer) ? 1 : 0)
                                .toList())
                .whole("ssm.conv_kernel", kernel)
                .whole("kda.head_dim", dim)
                .whole("rope.dimension_count", config.count("qk_rope_head_dim"))
                .whole("attention.kv_lora_rank", config.count("kv_lora_rank"))
                .whole("attention.key_length", config.count("kv_lora_rank") + config.count("qk_rope_head_dim"))
                .whole("attention.key_length_mla", config.count("qk_nope_head_dim") + config.count("qk_rope_head_dim"))
                .whole("attention.value_length_mla", config.count("v_head_dim"))
                .whole("expert_count", experts)
                .whole("expert_used_count", config.count("num_experts_per_token"))
                .whole("expert_feed_forward_length", wide)
                .whole("expert_shared_count", config.count("num_shared_experts"))
                .whole("leading_dense_block_count", config.count("first_k_dense_replace"));
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm", "ffn_norm");
            if (attention.contains(layer + 1)) {
                latent(layer);
            } else {
                for (String each : List.of("q", "k", "v")) {
                    weight(layer, "attn_" + each, all, hidden);
                    weight(layer, "ssm_conv1d_" + each, 1, all, 1, kernel);
                }
                weight(layer, "ssm_f_a", dim, hidden);
                weight(layer, "ssm_f_b", all, dim);
                weight(layer, "ssm_g_a", dim, hidden);
                weight(layer, "ssm_g_b", all, dim);
                weight(layer, "ssm_beta", linear.count("num_heads"), hidden);
                block(layer, "ssm_a", 1, 1, linear.count("num_heads"), 1);
                block(layer, "ssm_dt.bias", all);
                weight(layer, "ssm_norm", dim);
                weight(layer, "attn_output", hidden, all);
            }
            if (layer < config.count("first_k_dense_replace")) {
                mlp(layer, width);
            } else {
                experts(layer, experts, wide);
                shared(layer, (long) config.count("num_shared_experts") * wide);
                block(layer, "exp_probs_b.bias", experts);
            }
        }
    }

    /// The last layer sees all keys, as every sixth.
    private void gemma4() throws IOException {
        List<Boolean> sliding = config.has("layer_types")
                ? kinds().stream().map("sliding_attention"::equals).toList()
                : IntStream.range(0, layers)
                        .mapToObj(layer -> (layer + 1) % 6 != 0 && layer != layers - 1)
                        .toList();
        boolean diffuses = arch.equals("diffusion-gemma");
        boolean keysAsValues = config.flag("attention_k_eq_v", diffuses);
        int wideDim = config.count("global_head_dim");
        int wideHeads = keysAsValues ? config.count("num_global_key_value_heads") : keyValueHeads;
        int inputs = config.whole("hidden_size_per_layer_input", 0);
        int sharing = config.whole("num_kv_shared_layers", 0);
        boolean doubled = config.flag("use_double_wide_mlp", false);
        file.whole("attention.head_count", heads)
                .whole("attention.key_length", wideDim)
                .whole("attention.key_length_swa", headDim)
                .whole("rope.dimension_count", wideDim)
                .whole("rope.dimension_count_swa", headDim)
                .whole("attention.sliding_window", config.count("sliding_window"))
                .flags("attention.sliding_window_pattern", sliding)
                .whole("attention.shared_kv_layers", sharing)
                .whole("embedding_length_per_layer_input", inputs)
                .tensor("rope_freqs.weight", wideDim / 2);
        if (keysAsValues) {
            file.wholes(
                    "attention.head_count_kv",
                    sliding.stream()
                            .map(slides -> slides ? keyValueHeads : wideHeads)
                            .toList());
        } else {
            file.whole("attention.head_count_kv", keyValueHeads);
        }
        if (doubled) {
            file.wholes(
                    "feed_forward_length",
                    IntStream.range(0, layers)
                            .mapToObj(layer -> layer < layers - sharing ? width : 2 * width)
                            .toList());
        } else {
            file.whole("feed_forward_length", width);
        }
        if (inputs > 0) {
            file.tensor("per_layer_token_embd.weight", vocabulary, (long) layers * inputs)
                    .tensor("per_layer_model_proj.weight", (long) layers * inputs, hidden)
                    .tensor("per_layer_proj_norm.weight", inputs);
        }
        if (diffuses) {
            file.common("diffusion.canvas_length", 256)
                    .common("tokenizer.ggml.mask_token_id", 4)
                    .tensor("self_cond_pre_norm.weight", hidden)
                    .tensor("self_cond_gate.weight", width, hidden)
                    .tensor("self_cond_up.weight", width, hidden)
                    .tensor("self_cond_down.weight", hidden, width);
        }
        boolean mixture = config.has("num_experts");
        if (mixture) {
            file.whole("expert_count", config.count("num_experts"))
                    .whole("expert_used_count", config.count("top_k_experts"))
                    .whole("expert_feed_forward_length", config.count("moe_intermediate_size"));
        }
        for (int layer = 0; layer < layers; layer++) {
            boolean slides = sliding.get(layer);
            long dim = slides ? headDim : wideDim;
            long groups = slides ? keyValueHeads : wideHeads;
            norms(layer, "attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm");
            weight(layer, "attn_q", heads * dim, hidden);
            weight(layer, "attn_q_norm", dim);
            if (layer < layers - sharing) {
                weight(layer, "attn_k", groups * dim, hidden);
                weight(layer, "attn_k_norm", dim);
                if (slides || !keysAsValues) {
                    weight(layer, "attn_v", groups * dim, hidden);
                }
            }
            weight(layer, "attn_output", hidden, heads * dim);
            mlp(layer, doubled && layer >= layers - sharing ? 2L * width : width);
            if (mixture) {
                int count = config.count("num_experts");
                norms(layer, "pre_ffw_norm_2", "post_ffw_norm_1", "post_ffw_norm_2");
                weight(layer, "ffn_gate_inp", count, hidden);
                block(layer, "ffn_gate_inp.scale", hidden);
                weight(layer, "ffn_gate_up_exps", count, 2L * config.count("moe_intermediate_size"), hidden);
                weight(layer, "ffn_down_exps", count, hidden, config.count("moe_intermediate_size"));
                block(layer, "ffn_down_exps.scale", count);
            }
            weight(layer, "layer_output_scale", 1);
            if (diffuses) {
                weight(layer, "enc_layer_output_scale", 1);
            }
            if (inputs > 0) {
                weight(layer, "inp_gate", inputs, hidden);
                weight(layer, "proj", hidden, inputs);
                norms(layer, "post_norm");
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
        boolean plain = arch.equals("mamba2");
        boolean nemotron = arch.startsWith("nemotron");
        int stateHeads = config.count(plain ? "num_heads" : nemotron ? "mamba_num_heads" : "mamba_n_heads");
        int stateDim = config.count(plain ? "head_dim" : nemotron ? "mamba_head_dim" : "mamba_d_head");
        int groups = config.count(plain || nemotron ? "n_groups" : "mamba_n_groups");
        int state = config.count(plain ? "state_size" : nemotron ? "ssm_state_size" : "mamba_d_state");
        int kernel = config.count(plain || nemotron ? "conv_kernel" : "mamba_d_conv");
        long inner = (long) stateHeads * stateDim;
        long channels = inner + 2L * groups * state;
        List<String> kinds = mixers();
        file.whole("ssm.conv_kernel", kernel)
                .whole("ssm.state_size", state)
                .whole("ssm.group_count", groups)
                .whole("ssm.inner_size", inner)
                .whole("ssm.time_step_rank", stateHeads);
        if (plain) {
            file.whole("attention.head_count", 0).whole("feed_forward_length", 0);
        } else if (arch.equals("falcon-h1")) {
            file.whole("attention.head_count_kv", keyValueHeads).whole("feed_forward_length", width);
        } else {
            file.wholes(
                    "attention.head_count_kv",
                    kinds.stream()
                            .map(kind -> kind.equals("*") ? keyValueHeads : 0)
                            .toList());
        }
        if (nemotron) {
            file.whole("attention.key_length", headDim)
                    .wholes(
                            "feed_forward_length",
                            kinds.stream()
                                    .map(kind -> "-E".contains(kind) ? width : 0)
                                    .toList());
        }
        if (arch.equals("granitehybrid")) {
            file.whole("feed_forward_length", width)
                    .whole("expert_count", config.count("num_local_experts"))
                    .whole("expert_used_count", config.count("num_experts_per_tok"))
                    .whole("expert_shared_feed_forward_length", config.count("shared_intermediate_size"));
        }
        if (arch.equals("nemotron_h_moe")) {
            file.whole("expert_count", config.count("n_routed_experts"))
                    .whole("expert_used_count", config.count("num_experts_per_tok"))
                    .whole("expert_feed_forward_length", config.count("moe_intermediate_size"))
                    .whole("expert_shared_feed_forward_length", config.count("moe_shared_expert_intermediate_size"));
        }
        for (int layer = 0; layer < layers; layer++) {
            String kind = kinds.get(layer);
            norms(layer, "attn_norm");
            if (kind.contains("*")) {
                heads(layer);
            }
            if (kind.contains("M")) {
                weight(layer, "ssm_in", inner + channels + stateHeads, hidden);
                weight(layer, "ssm_conv1d", channels, kernel);
                block(layer, "ssm_conv1d.bias", channels);
                block(layer, "ssm_dt.bias", stateHeads);
                block(layer, "ssm_a", stateHeads, 1);
                block(layer, "ssm_d", stateHeads, 1);
                if (config.flag("mamba_rms_norm", true)) {
                    weight(layer, "ssm_norm", groups, inner / groups);
                }
                weight(layer, "ssm_out", hidden, inner);
            }
            if (arch.equals("granitehybrid")) {
                norms(layer, "ffn_norm");
                experts(layer, config.count("num_local_experts"), width);
                shared(layer, config.count("shared_intermediate_size"));
            } else if (arch.equals("falcon-h1")) {
                block(layer, "ffn_norm", hidden);
                mlp(layer, width);
            } else if (kind.equals("-")) {
                weight(layer, "ffn_up", width, hidden);
                weight(layer, "ffn_down", hidden, width);
            } else if (kind.equals("E")) {
                int count = config.count("n_routed_experts");
                int beside = config.count("moe_shared_expert_intermediate_size");
                weight(layer, "ffn_gate_inp", count, hidden);
                block(layer, "exp_probs_b.bias", count);
                weight(layer, "ffn_up_exps", count, config.count("moe_intermediate_size"), hidden);
                weight(layer, "ffn_down_exps", count, hidden, config.count("moe_intermediate_size"));
                weight(layer, "ffn_up_shexp", beside, hidden);
                weight(layer, "ffn_down_shexp", hidden, beside);
            }
        }
    }

    /// What layers have: `*` is attention, `M` a state, `-` an MLP, `E` experts.
    private List<String> mixers() throws IOException {
        if (config.has("hybrid_override_pattern")) {
            return List.of(config.text("hybrid_override_pattern").split("", -1)).subList(0, layers);
        }
        if (config.has("layer_types")) {
            return kinds().stream()
                    .map(kind -> kind.equals("attention") ? "*" : "M")
                    .toList();
        }
        return IntStream.range(0, layers)
                .mapToObj(layer -> arch.equals("falcon-h1") ? "*M" : "M")
                .toList();
    }

    private void selective() throws IOException {
        boolean jamba = arch.equals("jamba");
        int inner = jamba ? config.count("mamba_expand") * hidden : width;
        int state = config.count(jamba ? "mamba_d_state" : "state_size");
        int rank = config.count(jamba ? "mamba_dt_rank" : "time_step_rank");
        int kernel = config.count(jamba ? "mamba_d_conv" : "conv_kernel");
        int count = config.count("num_experts", 1);
        file.whole("ssm.conv_kernel", kernel)
                .whole("ssm.state_size", state)
                .whole("ssm.inner_size", inner)
                .whole("ssm.time_step_rank", rank);
        if (jamba) {
            file.whole("feed_forward_length", width)
                    .wholes(
                            "attention.head_count_kv",
                            IntStream.range(0, layers)
                                    .mapToObj(layer -> attends(layer) ? keyValueHeads : 0)
                                    .toList())
                    .whole("expert_count", count)
                    .whole("expert_used_count", config.count("num_experts_per_tok"));
        } else {
            file.whole("attention.head_count", 0)
                    .whole("feed_forward_length", 0)
                    .flag("ssm.dt_b_c_rms", config.says("model_type", "falcon_mamba"));
        }
        for (int layer = 0; layer < layers; layer++) {
            norms(layer, "attn_norm");
            if (jamba && attends(layer)) {
                heads(layer);
            } else {
                weight(layer, "ssm_in", 2L * inner, hidden);
                weight(layer, "ssm_conv1d", inner, kernel);
                block(layer, "ssm_conv1d.bias", inner);
                weight(layer, "ssm_x", rank + 2L * state, inner);
                weight(layer, "ssm_dt", inner, rank);
                block(layer, "ssm_dt.bias", inner);
                block(layer, "ssm_a", inner, state);
                block(layer, "ssm_d", inner);
                weight(layer, "ssm_out", hidden, inner);
                if (jamba) {
                    weight(layer, "ssm_dt_norm", rank);
                    weight(layer, "ssm_b_norm", state);
                    weight(layer, "ssm_c_norm", state);
                }
            }
            if (jamba) {
                norms(layer, "ffn_norm");
                boolean mixed =
                        count > 1 && layer % config.count("expert_layer_period") == config.whole("expert_layer_offset");
                if (mixed) {
                    experts(layer, count, width);
                } else {
                    mlp(layer, width);
                }
            }
        }
    }

    private boolean attends(int layer) {
        try {
            return layer % config.count("attn_layer_period") == config.whole("attn_layer_offset");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
