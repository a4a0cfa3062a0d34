package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.core.model.Places;
import org.unmask.core.model.Recurrence;
import org.unmask.input.Fields;

/// Qwen3-Next and Qwen3.5 (Qwen Team, 2025 and 2026): gated delta nets in three layers of four, attention with an output gate
/// in the others.
final class Qwen3Next {
    static final FamilyFiles FILES =
            PricedKeys.family("qwen3-next", List.of("qwen3_5_text", "qwen3_5"), false, Qwen3Next::dense);

    /// With experts beside a shared one with a gate.
    static final FamilyFiles MIXTURES = PricedKeys.family(
            "qwen3-next-moe", List.of("qwen3_next", "qwen3_5_moe_text", "qwen3_5_moe"), true, Qwen3Next::mixture);

    private static final Set<String> KINDS = Set.of("linear_attention", "full_attention");

    private Qwen3Next() {}

    private static Architecture dense(Fields config) throws IOException {
        return layers(config, config.count("intermediate_size"));
    }

    private static Architecture mixture(Fields config) throws IOException {
        if (config.count("decoder_sparse_step", 1) != 1) {
            throw config.bad("decoder_sparse_step", "1; experts in some layers only are not priced");
        }
        if (!config.numbers("mlp_only_layers", Integer.MAX_VALUE).isEmpty()) {
            throw config.bad("mlp_only_layers", "no layers; others are not priced");
        }
        int count = config.count("num_experts");
        int width = config.count("moe_intermediate_size");
        Architecture model = layers(config, width)
                .with(PricedKeys.experts(
                        count,
                        MixtureKeys.perToken(config, count),
                        width,
                        config.whole("shared_expert_intermediate_size", 0),
                        0,
                        false));
        return PricedKeys.with(model, Layout.Extra.SHARED_GATE, true);
    }

    private static Architecture layers(Fields config, int intermediate) throws IOException {
        Refusals.refuseTrue(config, "attention_bias");
        Recurrence net = new Recurrence(
                config.count("linear_num_key_heads"),
                config.count("linear_num_value_heads"),
                config.count("linear_key_head_dim"),
                config.count("linear_value_head_dim"),
                config.count("linear_conv_kernel_dim", 4));
        Architecture model = PricedKeys.with(
                SizeKeys.USUAL.rotating(0.25).with(WindowKeys.OTHERS).read(config, intermediate), false, true);
        return model.with(
                model.layout().with(Layout.Extra.OUTPUT_GATE, true).with(net, places(config, model.layers())));
    }

    /// Layers with attention, by kind or every so many.
    private static Places places(Fields config, int layers) throws IOException {
        String kinds = "layer_types";
        return config.has(kinds)
                ? Places.attention(
                        LayerKinds.layers(LayerKinds.each(config, kinds, layers, KINDS), Set.of("full_attention")),
                        layers)
                : Places.attentionEvery(config.count("full_attention_interval", 4), layers);
    }
}
