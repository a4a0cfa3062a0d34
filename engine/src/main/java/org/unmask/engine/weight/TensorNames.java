package org.unmask.engine.weight;

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
                case FINAL_NORM -> "output_norm.weight";
                case LM_HEAD -> "output.weight";
            };
        }
    },
    /// Checkpoints of LLaMA, Qwen2, Qwen3, Dream, SDAR and Fast-dLLM v2.
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
                case FINAL_NORM -> "ln_f.weight";
            };
        }
    };

    private final String layers;
    private final String root;

    TensorNames(String layers, String root) {
        this.layers = layers;
        this.root = root;
    }

    /// The full name of a tensor.
    ///
    /// @param layer  from 0; ignored for tensors that are not per layer
    public String of(Weight weight, int layer) {
        return weight.perLayer() ? layers + layer + "." + part(weight) : root + part(weight);
    }

    /// The name below the layer, or below the root.
    abstract String part(Weight weight);
}
