package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.input.Fields;

/// Refuses what a file says and the engine does not compute.
final class Refusals {
    private Refusals() {}

    /// Keys with which models of other families say layers of another kind. A file of a known type that has one was
    /// made by somebody who gave it the wrong type.
    private static final List<String> CHANGES = List.of(
            "attn_output_gate",
            "full_attention_interval",
            "linear_num_value_heads",
            "linear_num_key_heads",
            "kv_lora_rank",
            "q_lora_rank",
            "num_kv_shared_layers",
            "use_cla",
            "cla_share_factor",
            "attention_chunk_size",
            "hybrid_override_pattern",
            "mamba_d_state",
            "mamba_num_heads",
            "ssm_state_size",
            "conv_L_cache",
            "altup_num_inputs",
            "block_configs",
            "cross_attention_layers",
            "query_pre_attn_scalar",
            "attn_logit_softcapping",
            "final_logit_softcapping",
            "clip_qkv",
            "embedding_multiplier",
            "residual_multiplier",
            "logits_scaling",
            "logit_scale",
            "scale_emb",
            "scale_depth",
            "parallel_attn",
            "use_parallel_residual",
            "alibi");

    /// Keys that change the arithmetic must be missing, null, false or 0; with multipliers 1 is as good.
    static void refuseChanges(Fields config) throws IOException {
        for (String key : CHANGES) {
            if (!config.says(key, 1) && config.has(key)) {
                refuseSaid(config, key);
            }
        }
    }

    /// Flags that must be false or missing.
    static void refuseTrue(Fields config, String... keys) throws IOException {
        for (String key : keys) {
            if (config.flag(key, false)) {
                throw config.bad(key, "false; this is not supported");
            }
        }
    }

    /// Keys that must be missing, null, false or 0.
    static void refuseSaid(Fields config, String... keys) throws IOException {
        for (String key : keys) {
            if (config.has(key) && !config.says(key, false) && !config.says(key, 0)) {
                throw config.bad(key, "null; this is not supported");
            }
        }
    }

    /// A text that must be the supported one or missing.
    static void refuseOther(Fields config, String key, String supported) throws IOException {
        if (config.has(key) && !config.text(key).equals(supported)) {
            throw config.bad(key, "'" + supported + "'; nothing else is supported");
        }
    }
}
