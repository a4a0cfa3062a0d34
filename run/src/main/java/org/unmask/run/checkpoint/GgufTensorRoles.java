package org.unmask.run.checkpoint;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.core.op.Weight;

/// What tensors of GGUF files are for, by llama.cpp's names of all architectures that are priced
/// (`gguf-py/gguf/constants.py` of https://github.com/ggml-org/llama.cpp).
final class GgufTensorRoles {
    /// A name within a layer.
    private static final Pattern LAYER = Pattern.compile("blk\\.([0-9]{1,9})\\.(.+)");

    /// What follows from the configuration, and factors that are folded into what they scale: no parameters.
    private static final Pattern LEFT_OUT =
            Pattern.compile("(.*\\.)?rope_(freqs|factors_long|factors_short)\\.weight|blk\\..*_output_scale\\.weight");

    private static final Pattern SCALE = Pattern.compile(".*\\.(input_)?scale");
    /// Scales that Gemma 4 was trained with; in other models they belong to matrices of NVFP4.
    private static final Set<String> TRAINED_SCALES = Set.of("ffn_gate_inp.scale", "ffn_down_exps.scale");

    private static final Map<String, List<Weight>> MATRICES = Map.ofEntries(
            entry("attn_q", List.of(Weight.QUERY)),
            entry("attn_k", List.of(Weight.KEY)),
            entry("attn_v", List.of(Weight.VALUE)),
            entry("attn_qkv", List.of(Weight.QUERY, Weight.KEY, Weight.VALUE)),
            entry("attn_gate", List.of(Weight.QUERY)),
            entry("attn_output", List.of(Weight.OUTPUT)),
            entry("attn_q_a", List.of(Weight.QUERY)),
            entry("attn_q_b", List.of(Weight.QUERY)),
            entry("attn_kv_a_mqa", List.of(Weight.KEY)),
            entry("attn_kv_b", List.of(Weight.VALUE)),
            entry("attn_k_b", List.of(Weight.VALUE)),
            entry("attn_v_b", List.of(Weight.VALUE)),
            entry("ssm_in", List.of(Weight.QUERY)),
            entry("ssm_ba", List.of(Weight.QUERY)),
            entry("ssm_alpha", List.of(Weight.QUERY)),
            entry("ssm_beta", List.of(Weight.QUERY)),
            entry("ssm_x", List.of(Weight.QUERY)),
            entry("ssm_dt", List.of(Weight.QUERY)),
            entry("ssm_f_a", List.of(Weight.QUERY)),
            entry("ssm_f_b", List.of(Weight.QUERY)),
            entry("ssm_g_a", List.of(Weight.QUERY)),
            entry("ssm_g_b", List.of(Weight.QUERY)),
            entry("indexer.attn_q_b", List.of(Weight.QUERY)),
            entry("indexer.attn_k", List.of(Weight.KEY)),
            entry("indexer.proj", List.of(Weight.QUERY)),
            entry("ssm_out", List.of(Weight.OUTPUT)),
            entry("shortconv.in_proj", List.of(Weight.QUERY)),
            entry("shortconv.out_proj", List.of(Weight.OUTPUT)),
            entry("inp_gate", List.of(Weight.GATE)),
            entry("proj", List.of(Weight.GATE)),
            entry("ffn_latent_down", List.of(Weight.EXPERT_UP)),
            entry("ffn_latent_up", List.of(Weight.EXPERT_UP)),
            entry("ffn_gate", List.of(Weight.GATE)),
            entry("ffn_up", List.of(Weight.UP)),
            entry("ffn_down", List.of(Weight.DOWN)),
            entry("ffn_gate_inp", List.of(Weight.ROUTER)),
            entry("ffn_gate_inp_shexp", List.of(Weight.ROUTER)),
            entry("ffn_gate_exps", List.of(Weight.EXPERT_GATE)),
            entry("ffn_up_exps", List.of(Weight.EXPERT_UP)),
            entry("ffn_gate_up_exps", List.of(Weight.EXPERT_GATE, Weight.EXPERT_UP)),
            entry("ffn_down_exps", List.of(Weight.EXPERT_DOWN)),
            entry("ffn_gate_shexp", List.of(Weight.SHARED_GATE)),
            entry("ffn_up_shexp", List.of(Weight.SHARED_UP)),
            entry("ffn_down_shexp", List.of(Weight.SHARED_DOWN)));

    /// Norms, convolutions, and numbers of heads, channels or experts.
    private static final Set<String> OTHERS = Set.of(
            "attn_norm.weight",
            "attn_norm_2.weight",
            "attn_q_norm.weight",
            "attn_k_norm.weight",
            "attn_q_a_norm.weight",
            "attn_kv_a_norm.weight",
            "attn_output_norm.weight",
            "attn_sinks.weight",
            "post_attention_norm.weight",
            "ffn_norm.weight",
            "post_ffw_norm.weight",
            "ssm_norm.weight",
            "ssm_conv1d.weight",
            "ssm_conv1d.bias",
            "ssm_conv1d_q.weight",
            "ssm_conv1d_k.weight",
            "ssm_conv1d_v.weight",
            "ssm_dt_norm.weight",
            "ssm_b_norm.weight",
            "ssm_c_norm.weight",
            "indexer.k_norm.weight",
            "indexer.k_norm.bias",
            "pre_ffw_norm_2.weight",
            "post_ffw_norm_1.weight",
            "post_ffw_norm_2.weight",
            "post_norm.weight",
            "ffn_norm",
            "ssm_a",
            "ssm_d",
            "shortconv.conv.weight",
            "exp_probs_b.bias",
            "attn_norm.bias",
            "attn_norm_2.bias",
            "ffn_norm.bias");

    /// The projection of embeddings to inputs of all layers, and the MLP that a canvas goes through again
    /// (Gemma 4 and DiffusionGemma), are priced like queries and gate of the first layer.
    private static final Map<String, Role> OF_THE_MODEL = Map.ofEntries(
            entry("token_embd.weight", new Role(-1, List.of(Weight.EMBEDDING), false)),
            entry("per_layer_token_embd.weight", new Role(-1, List.of(Weight.EMBEDDING), false)),
            entry("per_layer_model_proj.weight", new Role(0, List.of(Weight.QUERY), false)),
            entry("per_layer_proj_norm.weight", new Role(-1, List.of(), false)),
            entry("self_cond_gate.weight", new Role(0, List.of(Weight.GATE), false)),
            entry("self_cond_up.weight", new Role(0, List.of(Weight.GATE), false)),
            entry("self_cond_down.weight", new Role(0, List.of(Weight.GATE), false)),
            entry("self_cond_pre_norm.weight", new Role(-1, List.of(), false)),
            entry("output.weight", new Role(-1, List.of(Weight.LM_HEAD), false)),
            entry("output_norm.weight", new Role(-1, List.of(), false)),
            entry("output_norm.bias", new Role(-1, List.of(), false)),
            entry("token_embd_norm.weight", new Role(-1, List.of(), false)),
            entry("output.bias", new Role(-1, List.of(), false)));

    private GgufTensorRoles() {}

    /// A tensor that is counted.
    ///
    /// @param layer  from 0, or -1 for those of the model as a whole
    /// @param weights  whose elements it has; none for norms, biases and the like
    /// @param mixes  whether it is part of what layers have in place of heads of queries, keys and values
    record Role(int layer, List<Weight> weights, boolean mixes) {}

    /// Whether a tensor holds no parameters of a model.
    ///
    /// @param blocks  of the file: those behind the layers of the model predict further tokens
    static boolean isLeftOut(String name, Architecture model, int blocks) {
        Matcher layer = LAYER.matcher(name);
        if (layer.matches() && isBetween(Integer.parseInt(layer.group(1)), model.layers(), blocks)) {
            return true;
        }
        boolean trained = layer.matches()
                && TRAINED_SCALES.contains(layer.group(2))
                && model.layout().has(Layout.Extra.MLP_BESIDE_EXPERTS);
        return (SCALE.matcher(name).matches() && !trained)
                || LEFT_OUT.matcher(name).matches();
    }

    private static boolean isBetween(int layer, int layers, int blocks) {
        return layer >= layers && layer < blocks;
    }

    /// The role of a tensor that is not left out; empty if the name is not known.
    static Optional<Role> of(String name) {
        Matcher layer = LAYER.matcher(name);
        if (!layer.matches()) {
            return Optional.ofNullable(OF_THE_MODEL.get(name));
        }
        return weights(layer.group(2))
                .map(weights -> new Role(Integer.parseInt(layer.group(1)), weights, mixes(layer.group(2))));
    }

    private static Optional<List<Weight>> weights(String part) {
        if (OTHERS.contains(part) || TRAINED_SCALES.contains(part)) {
            return Optional.of(List.of());
        }
        String matrix = part.replaceFirst("\\.(weight|bias)$", "");
        boolean bias = part.endsWith(".bias");
        return (bias || part.endsWith(".weight")) && MATRICES.containsKey(matrix)
                ? Optional.of(bias ? List.of() : MATRICES.get(matrix))
                : Optional.empty();
    }

    private static boolean mixes(String part) {
        return part.startsWith("ssm_")
                || part.startsWith("shortconv.")
                || part.startsWith("indexer.")
                || part.startsWith("attn_q_a")
                || part.startsWith("attn_kv_");
    }
}
