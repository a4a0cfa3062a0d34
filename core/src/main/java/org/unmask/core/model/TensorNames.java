package org.unmask.core.model;

import java.util.EnumMap;
import java.util.Map;
import org.unmask.core.op.Weight;

/// How files call the tensors.
///
/// @param layers  stands before the number of a layer
/// @param root  stands before the names of tensors that are not per layer
/// @param parts  names below the layer, or below the root, with `{expert}` in place of the index of an expert; roles
///     that have no name are in no such file
/// @param stacksExperts  whether all experts of a layer are one tensor of three dimensions
public record TensorNames(String layers, String root, Map<Weight, String> parts, boolean stacksExperts) {
    private static final String EXPERT = "{expert}";

    /// llama.cpp's names; also what the weight generator derives its numbers from.
    public static final TensorNames GGUF = new TensorNames(
            "blk.",
            "",
            Map.ofEntries(
                    Map.entry(Weight.EMBEDDING, "token_embd.weight"),
                    Map.entry(Weight.ATTENTION_NORM, "attn_norm.weight"),
                    Map.entry(Weight.QUERY, "attn_q.weight"),
                    Map.entry(Weight.KEY, "attn_k.weight"),
                    Map.entry(Weight.VALUE, "attn_v.weight"),
                    Map.entry(Weight.QUERY_BIAS, "attn_q.bias"),
                    Map.entry(Weight.KEY_BIAS, "attn_k.bias"),
                    Map.entry(Weight.VALUE_BIAS, "attn_v.bias"),
                    Map.entry(Weight.QUERY_NORM, "attn_q_norm.weight"),
                    Map.entry(Weight.KEY_NORM, "attn_k_norm.weight"),
                    Map.entry(Weight.OUTPUT, "attn_output.weight"),
                    Map.entry(Weight.MLP_NORM, "ffn_norm.weight"),
                    Map.entry(Weight.GATE, "ffn_gate.weight"),
                    Map.entry(Weight.UP, "ffn_up.weight"),
                    Map.entry(Weight.DOWN, "ffn_down.weight"),
                    Map.entry(Weight.ROUTER, "ffn_gate_inp.weight"),
                    Map.entry(Weight.EXPERT_BIAS, "exp_probs_b.bias"),
                    Map.entry(Weight.EXPERT_GATE, "ffn_gate_exps.weight"),
                    Map.entry(Weight.EXPERT_UP, "ffn_up_exps.weight"),
                    Map.entry(Weight.EXPERT_DOWN, "ffn_down_exps.weight"),
                    Map.entry(Weight.SHARED_GATE, "ffn_gate_shexp.weight"),
                    Map.entry(Weight.SHARED_UP, "ffn_up_shexp.weight"),
                    Map.entry(Weight.SHARED_DOWN, "ffn_down_shexp.weight"),
                    Map.entry(Weight.FINAL_NORM, "output_norm.weight"),
                    Map.entry(Weight.LM_HEAD, "output.weight")),
            true);

    /// llama.cpp's names where queries, keys and values are one tensor.
    public static final TensorNames GGUF_FUSED = GGUF.with(Map.of(
            Weight.QUERY, "attn_qkv.weight",
            Weight.KEY, "attn_qkv.weight",
            Weight.VALUE, "attn_qkv.weight",
            Weight.QUERY_BIAS, "attn_qkv.bias",
            Weight.KEY_BIAS, "attn_qkv.bias",
            Weight.VALUE_BIAS, "attn_qkv.bias"));

    /// The names of the `transformers` library's LLaMA, which most families have taken over.
    public static final TensorNames HUGGING_FACE = new TensorNames(
            "model.layers.",
            "",
            Map.ofEntries(
                    Map.entry(Weight.EMBEDDING, "model.embed_tokens.weight"),
                    Map.entry(Weight.ATTENTION_NORM, "input_layernorm.weight"),
                    Map.entry(Weight.QUERY, "self_attn.q_proj.weight"),
                    Map.entry(Weight.KEY, "self_attn.k_proj.weight"),
                    Map.entry(Weight.VALUE, "self_attn.v_proj.weight"),
                    Map.entry(Weight.QUERY_BIAS, "self_attn.q_proj.bias"),
                    Map.entry(Weight.KEY_BIAS, "self_attn.k_proj.bias"),
                    Map.entry(Weight.VALUE_BIAS, "self_attn.v_proj.bias"),
                    Map.entry(Weight.QUERY_NORM, "self_attn.q_norm.weight"),
                    Map.entry(Weight.KEY_NORM, "self_attn.k_norm.weight"),
                    Map.entry(Weight.OUTPUT, "self_attn.o_proj.weight"),
                    Map.entry(Weight.MLP_NORM, "post_attention_layernorm.weight"),
                    Map.entry(Weight.GATE, "mlp.gate_proj.weight"),
                    Map.entry(Weight.UP, "mlp.up_proj.weight"),
                    Map.entry(Weight.DOWN, "mlp.down_proj.weight"),
                    Map.entry(Weight.ROUTER, "mlp.gate.weight"),
                    Map.entry(Weight.EXPERT_BIAS, "mlp.gate.expert_bias"),
                    Map.entry(Weight.EXPERT_GATE, "mlp.experts.{expert}.gate_proj.weight"),
                    Map.entry(Weight.EXPERT_UP, "mlp.experts.{expert}.up_proj.weight"),
                    Map.entry(Weight.EXPERT_DOWN, "mlp.experts.{expert}.down_proj.weight"),
                    Map.entry(Weight.SHARED_GATE, "mlp.shared_experts.gate_proj.weight"),
                    Map.entry(Weight.SHARED_UP, "mlp.shared_experts.up_proj.weight"),
                    Map.entry(Weight.SHARED_DOWN, "mlp.shared_experts.down_proj.weight"),
                    Map.entry(Weight.FINAL_NORM, "model.norm.weight"),
                    Map.entry(Weight.LM_HEAD, "lm_head.weight")),
            false);

    public TensorNames {
        parts = Map.copyOf(parts);
    }

    /// These names with others for some roles.
    public TensorNames with(Map<Weight, String> others) {
        Map<Weight, String> all = new EnumMap<>(parts);
        all.putAll(others);
        return new TensorNames(layers, root, all, stacksExperts);
    }

    /// The full name of the tensor a matrix is in.
    ///
    /// @param layer  from 0; ignored for tensors that are not per layer
    /// @param expert  from 0; ignored where all experts of a layer share a tensor
    /// @throws IllegalArgumentException if such files have no tensor of this role
    public String of(Weight weight, int layer, int expert) {
        String part = parts.get(weight);
        if (part == null) {
            throw new IllegalArgumentException("no name for " + weight + " below " + layers);
        }
        String name = part.replace(EXPERT, "" + expert);
        return weight.perLayer() ? layers + layer + "." + name : root + name;
    }

    /// The full name of a tensor that is not one per expert.
    public String of(Weight weight, int layer) {
        return of(weight, layer, 0);
    }

    /// Whether queries, keys and values of a layer are rows of one tensor, in this order.
    public boolean fusesQueryKeyValue() {
        return parts.containsKey(Weight.QUERY) && parts.get(Weight.QUERY).equals(parts.get(Weight.VALUE));
    }

    /// llama.cpp's names for the same tensors: those the weight generator draws for.
    public TensorNames ofGguf() {
        return fusesQueryKeyValue() ? GGUF_FUSED : GGUF;
    }
}
