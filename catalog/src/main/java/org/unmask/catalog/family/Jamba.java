package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Places;
import org.unmask.core.model.SelectiveSpace;
import org.unmask.input.Fields;

/// Jamba (AI21, arXiv 2403.19887 and 2408.12570): attention without a rotation in one layer of eight, Mamba in the others,
/// experts in every second layer.
final class Jamba {
    static final FamilyFiles FILES = PricedKeys.family("jamba", List.of("jamba"), true, Jamba::read);

    private Jamba() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias", "mamba_proj_bias");
        SizeKeys sizes = SizeKeys.USUAL.with(WindowKeys.OTHERS);
        Architecture dense = sizes.read(config, sizes.intermediate(config));
        int layers = dense.layers();
        Set<Integer> attention =
                LayerKinds.every(config.count("attn_layer_period", 8), config.whole("attn_layer_offset", 4), layers);
        Set<Integer> mixtures = LayerKinds.every(
                config.count("expert_layer_period", 2), config.whole("expert_layer_offset", 1), layers);
        Places all = Places.attention(attention, layers);
        Set<Integer> plain = Places.attention(mixtures, layers).states();
        Places places = new Places(all.attention(), all.states(), all.mlps(), plain);
        int count = MixtureKeys.count(config);
        Architecture model = count == 1
                ? dense
                : dense.with(PricedKeys.experts(
                        count, MixtureKeys.perToken(config, count), dense.intermediate(), 0, 0, false));
        return model.with(model.layout().with(space(config, dense.hidden()), places));
    }

    private static SelectiveSpace space(Fields config, int hidden) throws IOException {
        String rank = "mamba_dt_rank";
        boolean automatic = !config.has(rank) || config.says(rank, "auto");
        return new SelectiveSpace(
                Math.multiplyExact(config.count("mamba_expand", 2), hidden),
                config.count("mamba_d_state", 16),
                automatic ? Math.ceilDiv(hidden, 16) : config.count(rank),
                config.count("mamba_d_conv", 4),
                config.flag("mamba_conv_bias", true),
                SelectiveSpace.Norms.WEIGHTED);
    }
}
