package org.unmask.core.model;

import org.unmask.core.op.Weight;

/// How files call the tensors.
public enum TensorNames {
    /// llama.cpp's names; also what the weight generator derives its numbers from.
    GGUF("blk.", "") {
        @Override
        String part(Weight weight) {
            return switch (weight) {
                case EMBEDDING -> "token_embd.weight";
                case ATTENTION_NORM -> "attn_norm.weight";
                case QUERY -> "attn_q.weight";
                case KEY -> "attn_k.weight";
                case VALUE -> "attn_v.weight";
                case QUERY_BIAS -> "attn_q.bias";
                case KEY_BIAS -> "attn_k.bias";
                case VALUE_BIAS -> "attn_v.bias";
                case QUERY_NORM -> "attn_q_norm.weight";
                case KEY_NORM -> "attn_k_norm.weight";
                case OUTPUT -> "attn_output.weight";
                case MLP_NORM -> "ffn_norm.weight";
                case GATE -> "ffn_gate.weight";
                case UP -> "ffn_up.weight";
                case DOWN -> "ffn_down.weight";
                case ROUTER -> "ffn_gate_inp.weight";
                case EXPERT_BIAS -> "exp_probs_b.bias";
                case EXPERT_GATE -> "ffn_gate_exps.weight";
                case EXPERT_UP -> "ffn_up_exps.weight";
                case EXPERT_DOWN -> "ffn_down_exps.weight";
                case SHARED_GATE -> "ffn_gate_shexp.weight";
                case SHARED_UP -> "ffn_up_shexp.weight";
                case SHARED_DOWN -> "ffn_down_shexp.weight";
                case FINAL_NORM -> "output_norm.weight";
                case LM_HEAD -> "output.weight";
            };
        }
    },
    /// Checkpoints of LLaMA, Mistral, Qwen2, Qwen3, Dream, SDAR, Fast-dLLM v2 and LLaDA-MoE.
    HUGGING_FACE("model.layers.", "") {
        @Override
        String part(Weight weight) {
            return switch (weight) {
                case EMBEDDING -> "model.embed_tokens.weight";
                case ATTENTION_NORM -> "input_layernorm.weight";
                case QUERY -> "self_attn.q_proj.weight";
                case KEY -> "self_attn.k_proj.weight";
                case VALUE -> "self_attn.v_proj.weight";
                case QUERY_BIAS -> "self_attn.q_proj.bias";
                case KEY_BIAS -> "self_attn.k_proj.bias";
                case VALUE_BIAS -> "self_attn.v_proj.bias";
                case QUERY_NORM -> "self_attn.q_norm.weight";
                case KEY_NORM -> "self_attn.k_norm.weight";
                case OUTPUT -> "self_attn.o_proj.weight";
                case MLP_NORM -> "post_attention_layernorm.weight";
                case GATE -> "mlp.gate_proj.weight";
                case UP -> "mlp.up_proj.weight";
                case DOWN -> "mlp.down_proj.weight";
                case ROUTER -> "mlp.gate.weight";
                case EXPERT_BIAS -> "mlp.gate.expert_bias";
                case EXPERT_GATE -> "mlp.experts.{expert}.gate_proj.weight";
                case EXPERT_UP -> "mlp.experts.{expert}.up_proj.weight";
                case EXPERT_DOWN -> "mlp.experts.{expert}.down_proj.weight";
                case SHARED_GATE -> "mlp.shared_experts.gate_proj.weight";
                case SHARED_UP -> "mlp.shared_experts.up_proj.weight";
                case SHARED_DOWN -> "mlp.shared_experts.down_proj.weight";
                case FINAL_NORM -> "model.norm.weight";
                case LM_HEAD -> "lm_head.weight";
            };
        }
    },
    /// Checkpoints of LLaDA. Its `ff_out` is the LM head outside the layers and the down projection inside.
    LLADA("model.transformer.blocks.", "model.transformer.") {
        @Override
        String part(Weight weight) {
            return switch (weight) {
                case EMBEDDING -> "wte.weight";
                case ATTENTION_NORM -> "attn_norm.weight";
                case QUERY -> "q_proj.weight";
                case KEY -> "k_proj.weight";
                case VALUE -> "v_proj.weight";
                case QUERY_BIAS -> "q_proj.bias";
                case KEY_BIAS -> "k_proj.bias";
                case VALUE_BIAS -> "v_proj.bias";
                case QUERY_NORM -> "q_norm.weight";
                case KEY_NORM -> "k_norm.weight";
                case OUTPUT -> "attn_out.weight";
                case MLP_NORM -> "ff_norm.weight";
                case GATE -> "ff_proj.weight";
                case UP -> "up_proj.weight";
                case DOWN, LM_HEAD -> "ff_out.weight";
                case ROUTER, EXPERT_BIAS, EXPERT_GATE, EXPERT_UP, EXPERT_DOWN, SHARED_GATE, SHARED_UP, SHARED_DOWN ->
                    throw new IllegalArgumentException("checkpoints of LLaDA have no experts");
                case FINAL_NORM -> "ln_f.weight";
            };
        }
    },
    /// llama.cpp's names where queries, keys and values are one tensor (bailingmoe2, the block of LLaDA2).
    GGUF_FUSED("blk.", "") {
        @Override
        String part(Weight weight) {
            return switch (weight) {
                case QUERY, KEY, VALUE -> "attn_qkv.weight";
                case QUERY_BIAS, KEY_BIAS, VALUE_BIAS -> "attn_qkv.bias";
                case EMBEDDING,
                        ATTENTION_NORM,
                        QUERY_NORM,
                        KEY_NORM,
                        OUTPUT,
                        MLP_NORM,
                        GATE,
                        UP,
                        DOWN,
                        ROUTER,
                        EXPERT_BIAS,
                        EXPERT_GATE,
                        EXPERT_UP,
                        EXPERT_DOWN,
                        SHARED_GATE,
                        SHARED_UP,
                        SHARED_DOWN,
                        FINAL_NORM,
                        LM_HEAD -> GGUF.part(weight);
            };
        }
    },
    /// Checkpoints of Mixtral.
    MIXTRAL("model.layers.", "") {
        @Override
        String part(Weight weight) {
            return switch (weight) {
                case ROUTER -> "block_sparse_moe.gate.weight";
                case EXPERT_GATE -> "block_sparse_moe.experts.{expert}.w1.weight";
                case EXPERT_UP -> "block_sparse_moe.experts.{expert}.w3.weight";
                case EXPERT_DOWN -> "block_sparse_moe.experts.{expert}.w2.weight";
                case EMBEDDING,
                        ATTENTION_NORM,
                        QUERY,
                        KEY,
                        VALUE,
                        QUERY_BIAS,
                        KEY_BIAS,
                        VALUE_BIAS,
                        QUERY_NORM,
                        KEY_NORM,
                        OUTPUT,
                        MLP_NORM,
                        GATE,
                        UP,
                        DOWN,
                        EXPERT_BIAS,
                        SHARED_GATE,
                        SHARED_UP,
                        SHARED_DOWN,
                        FINAL_NORM,
                        LM_HEAD -> HUGGING_FACE.part(weight);
            };
        }
    },
    /// Checkpoints of LLaDA2, whose queries, keys and values are one tensor.
    LLADA2("model.layers.", "") {
        @Override
        String part(Weight weight) {
            return switch (weight) {
                case EMBEDDING -> "model.word_embeddings.weight";
                case QUERY, KEY, VALUE -> "attention.query_key_value.weight";
                case QUERY_BIAS, KEY_BIAS, VALUE_BIAS -> "attention.query_key_value.bias";
                case QUERY_NORM -> "attention.query_layernorm.weight";
                case KEY_NORM -> "attention.key_layernorm.weight";
                case OUTPUT -> "attention.dense.weight";
                case ATTENTION_NORM,
                        MLP_NORM,
                        GATE,
                        UP,
                        DOWN,
                        ROUTER,
                        EXPERT_BIAS,
                        EXPERT_GATE,
                        EXPERT_UP,
                        EXPERT_DOWN,
                        SHARED_GATE,
                        SHARED_UP,
                        SHARED_DOWN,
                        FINAL_NORM,
                        LM_HEAD -> HUGGING_FACE.part(weight);
            };
        }
    };

    private static final String EXPERT = "{expert}";

    private final String layers;
    private final String root;

    TensorNames(String layers, String root) {
        this.layers = layers;
        this.root = root;
    }

    /// The full name of the tensor a matrix is in.
    ///
    /// @param layer  from 0; ignored for tensors that are not per layer
    /// @param expert  from 0; ignored where all experts of a layer share a tensor
    public String of(Weight weight, int layer, int expert) {
        String name = part(weight).replace(EXPERT, "" + expert);
        return weight.perLayer() ? layers + layer + "." + name : root + name;
    }

    /// The full name of a tensor that is not one per expert.
    public String of(Weight weight, int layer) {
        return of(weight, layer, 0);
    }

    /// Whether queries, keys and values of a layer are rows of one tensor, in this order.
    public boolean fusesQueryKeyValue() {
        return part(Weight.QUERY).equals(part(Weight.VALUE));
    }

    /// llama.cpp's names for the same tensors: those the weight generator draws for.
    public TensorNames ofGguf() {
        return fusesQueryKeyValue() ? GGUF_FUSED : GGUF;
    }

    /// Whether all experts of a layer are one tensor of three dimensions.
    public boolean stacksExperts() {
        return switch (this) {
            case GGUF, GGUF_FUSED -> true;
            case HUGGING_FACE, LLADA, MIXTRAL, LLADA2 -> false;
        };
    }

    /// The name below the layer, or below the root, with `{expert}` in place of the index of an expert.
    abstract String part(Weight weight);
}
