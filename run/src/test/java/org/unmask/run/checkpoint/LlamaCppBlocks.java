package org.unmask.run.checkpoint;

import java.io.IOException;
import org.unmask.input.Fields;

/// Parts that files of many architectures have: keys of sizes, and tensors of heads, MLPs and experts, in the
/// shapes that llama.cpp expects.
class LlamaCppBlocks {
    final String arch;
    final Fields config;
    final GgufSketch file;
    final int layers;
    final int hidden;
    final int heads;
    final int keyValueHeads;
    final int headDim;
    final int width;
    final long vocabulary;
    boolean absorbed;

    /// @param name  `general.architecture`
    /// @param arch  whose layout the file has
    LlamaCppBlocks(String name, String arch, Fields config) throws IOException {
        this.arch = arch;
        this.config = config;
        this.file = new GgufSketch(name);
        this.absorbed = !arch.equals("minicpm3");
        String pattern = "hybrid_override_pattern";
        this.layers = config.has(pattern)
                ? config.text(pattern).length()
                : config.count(
                        config.has("num_layers")
                                ? "num_layers"
                                : config.has("n_layers") ? "n_layers" : "num_hidden_layers");
        boolean own = config.has("d_model");
        this.hidden = config.count(own ? "d_model" : "hidden_size");
        this.heads = config.count(own ? "n_heads" : "num_attention_heads", 1);
        this.keyValueHeads = config.count(
                config.has("multi_query_group_num") ? "multi_query_group_num" : "num_key_value_heads", heads);
        this.headDim = config.count("head_dim", config.count("kv_channels", hidden / heads));
        this.width = config.count(config.has("ffn_hidden_size") ? "ffn_hidden_size" : "intermediate_size", 1);
        this.vocabulary = config.count(config.has("padded_vocab_size") ? "padded_vocab_size" : "vocab_size");
    }

    void block(int layer, String part, long... shape) {
        file.tensor("blk." + layer + "." + part, shape);
    }

    void weight(int layer, String part, long... shape) {
        block(layer, part + ".weight", shape);
    }

    void sizes() throws IOException {
        file.whole("attention.head_count_kv", keyValueHeads).whole("feed_forward_length", width);
        if (config.has("head_dim") || config.has("kv_channels")) {
            file.whole("attention.key_length", headDim).whole("attention.value_length", headDim);
        }
    }

    void rotating(double part) throws IOException {
        file.whole("rope.dimension_count", (int) (headDim * config.positive("partial_rotary_factor", part)));
    }

    void heads(int layer) {
        weight(layer, "attn_q", (long) heads * headDim, hidden);
        weight(layer, "attn_k", (long) keyValueHeads * headDim, hidden);
        weight(layer, "attn_v", (long) keyValueHeads * headDim, hidden);
        weight(layer, "attn_output", hidden, (long) heads * headDim);
    }

    void headBiases(int layer) {
        block(layer, "attn_q.bias", (long) heads * headDim);
        block(layer, "attn_k.bias", (long) keyValueHeads * headDim);
        block(layer, "attn_v.bias", (long) keyValueHeads * headDim);
    }

    void headNorms(int layer) {
        weight(layer, "attn_q_norm", headDim);
        weight(layer, "attn_k_norm", headDim);
    }

    void norms(int layer, String... names) {
        for (String name : names) {
            weight(layer, name, hidden);
        }
    }

    void mlp(int layer, long wide) {
        weight(layer, "ffn_gate", wide, hidden);
        weight(layer, "ffn_up", wide, hidden);
        weight(layer, "ffn_down", hidden, wide);
    }

    void experts(int layer, long count, long wide) {
        weight(layer, "ffn_gate_inp", count, hidden);
        weight(layer, "ffn_gate_exps", count, wide, hidden);
        weight(layer, "ffn_up_exps", count, wide, hidden);
        weight(layer, "ffn_down_exps", count, hidden, wide);
    }

    void shared(int layer, long wide) {
        weight(layer, "ffn_gate_shexp", wide, hidden);
        weight(layer, "ffn_up_shexp", wide, hidden);
        weight(layer, "ffn_down_shexp", hidden, wide);
    }

    /// Layers without experts.
    int expertKeys() throws IOException {
        int dense = config.whole("first_k_dense_replace", 0);
        file.whole("expert_count", config.count("n_routed_experts"))
                .whole("expert_used_count", config.count("num_experts_per_tok"))
                .whole("expert_shared_count", config.count("n_shared_experts"))
                .whole("expert_feed_forward_length", config.count("moe_intermediate_size"))
                .whole("leading_dense_block_count", dense);
        return dense;
    }

    void routedMlp(int layer, int dense, boolean bias) throws IOException {
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

    void latent(int layer) throws IOException {
        int rank = config.count("kv_lora_rank");
        int plain = config.count("qk_nope_head_dim");
        int rotated = config.count("qk_rope_head_dim");
        int values = config.count("v_head_dim");
        int queries = config.whole("q_lora_rank", 0);
        long all = (long) heads * (plain + rotated);
        if (queries > 0) {
            weight(layer, "attn_q_a", queries, hidden);
            weight(layer, "attn_q_a_norm", queries);
            weight(layer, "attn_q_b", all, queries);
        } else {
            weight(layer, "attn_q", all, hidden);
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
    }
}
