package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.ChannelDelta;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Places;
import org.unmask.input.Fields;

/// Kimi Linear (Kimi Team, arXiv 2510.26692): delta attention in three layers of four, latent attention without a rotation in
/// the others, experts after the first layer and a shared one.
final class KimiLinear {
    static final FamilyFiles FILES = PricedKeys.family("kimi-linear", List.of("kimi_linear"), true, KimiLinear::read);

    private static final Set<String> KINDS = Set.of("linear_attention", "full_attention");

    private KimiLinear() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mla_use_output_gate", "latent_moe_use_norm");
        Refusals.refuseSaid(config, "attn_res_block_size", "routed_expert_hidden_size");
        Architecture model = DeepSeek.attention(config, SizeKeys.USUAL.with(WindowKeys.OTHERS))
                .with(experts(config));
        return model.with(model.layout().with(delta(config), places(config, model.layers())));
    }

    private static ChannelDelta delta(Fields config) throws IOException {
        String part = "linear_attn_config";
        if (config.has(part)) {
            Fields own = config.object(part);
            Refusals.refuseTrue(own, "use_full_rank_gate");
            return new ChannelDelta(
                    own.count("num_heads"), own.count("head_dim"), own.count("short_conv_kernel_size", 4));
        }
        return new ChannelDelta(
                config.count("linear_num_heads"),
                config.count("linear_head_dim"),
                config.count("linear_conv_kernel_dim", 4));
    }

    /// Layers by kind, or by number from 1.
    private static Places places(Fields config, int layers) throws IOException {
        String kinds = "layer_types";
        if (config.has(kinds)) {
            return Places.attention(
                    LayerKinds.layers(LayerKinds.each(config, kinds, layers, KINDS), Set.of("full_attention")), layers);
        }
        Fields own = config.object("linear_attn_config");
        Set<Integer> full = numbered(own, "full_attn_layers", layers);
        Set<Integer> linear = numbered(own, "kda_layers", layers);
        boolean once = IntStream.range(0, layers).allMatch(layer -> full.contains(layer) != linear.contains(layer));
        if (!once) {
            throw own.bad("kda_layers", "the layers that full_attn_layers does not name, of " + layers);
        }
        return Places.attention(full, layers);
    }

    private static Set<Integer> numbered(Fields own, String key, int layers) throws IOException {
        return own.numbers(key, layers).stream().map(number -> number - 1).collect(Collectors.toSet());
    }

    private static Experts experts(Fields config) throws IOException {
        if (config.has("moe_layer_freq") && !config.says("moe_layer_freq", 1)) {
            throw config.bad("moe_layer_freq", "1; experts in some layers only are not priced");
        }
        int count = MixtureKeys.count(config);
        String own = "num_experts_per_token";
        int perToken = config.has(own) ? config.count(own) : MixtureKeys.perToken(config, count);
        int width = config.count("moe_intermediate_size");
        String shared = config.has("num_shared_experts") ? "num_shared_experts" : "n_shared_experts";
        return PricedKeys.experts(
                count,
                perToken,
                width,
                (long) config.whole(shared, 1) * width,
                DenseFirst.layers(config, "first_k_dense_replace", 1),
                true);
    }
}
