package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Places;
import org.unmask.core.model.ShortConvolution;
import org.unmask.input.Fields;

/// LFM2 (Liquid AI, arXiv 2511.23404): gated short convolutions in most layers, attention with norms of heads in the others.
final class Lfm2 {
    static final FamilyFiles FILES = PricedKeys.family("lfm2", List.of("lfm2"), false, Lfm2::dense);

    /// With experts after the first layers.
    static final FamilyFiles MIXTURES = PricedKeys.family("lfm2-moe", List.of("lfm2_moe"), true, Lfm2::mixture);

    private static final Set<String> KINDS = Set.of("conv", "full_attention");
    private static final SizeKeys SIZES = SizeKeys.USUAL.tied(true).with(WindowKeys.OTHERS);

    private Lfm2() {}

    private static Architecture dense(Fields config) throws IOException {
        return layers(config, width(config));
    }

    private static Architecture mixture(Fields config) throws IOException {
        int count = config.count("num_experts");
        return layers(config, config.count("intermediate_size"))
                .with(PricedKeys.experts(
                        count,
                        MixtureKeys.perToken(config, count),
                        config.count("moe_intermediate_size"),
                        0,
                        config.whole("num_dense_layers", 2),
                        config.flag("use_expert_bias", true)));
    }

    private static Architecture layers(Fields config, int intermediate) throws IOException {
        Refusals.refuseTrue(config, "conv_bias", "attention_bias", "mlp_bias");
        String older = "tie_embedding";
        SizeKeys sizes = config.has(older) ? SIZES.tied(config.flag(older)) : SIZES;
        Architecture model = PricedKeys.with(sizes.read(config, intermediate), false, true);
        ShortConvolution convolution = new ShortConvolution(model.hidden(), config.count("conv_L_cache", 3));
        Set<Integer> attention = attention(config, model.layers());
        return attention.size() == model.layers()
                ? model
                : model.with(model.layout().with(convolution, Places.attention(attention, model.layers())));
    }

    /// Layers with attention, by kind or by number; all, if the file says neither.
    private static Set<Integer> attention(Fields config, int layers) throws IOException {
        if (config.has("layer_types")) {
            return LayerKinds.layers(LayerKinds.each(config, "layer_types", layers, KINDS), Set.of("full_attention"));
        }
        String numbers = "full_attn_idxs";
        return config.has(numbers) ? Set.copyOf(config.numbers(numbers, layers - 1)) : LayerKinds.every(1, 0, layers);
    }

    /// Width of the MLP: two thirds of what the file says, times a factor, rounded up, unless it says that it is to be taken as
    /// it stands.
    private static int width(Fields config) throws IOException {
        int said = config.count(config.has("block_ff_dim") ? "block_ff_dim" : "intermediate_size");
        if (!config.flag("block_auto_adjust_ff_dim", true)) {
            return said;
        }
        int part = (int) (2L * said / 3);
        if (config.mentions("block_ffn_dim_multiplier") && !config.has("block_ffn_dim_multiplier")) {
            return part;
        }
        int multiple = config.count("block_multiple_of", 256);
        int scaled = (int) (config.positive("block_ffn_dim_multiplier", 1) * part);
        return Math.multiplyExact(multiple, Math.ceilDiv(scaled, multiple));
    }
}
