package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.core.model.Places;
import org.unmask.core.model.Recurrence;
import org.unmask.input.Fields;

/// OLMo Hybrid (Allen Institute for AI, 2026): gated delta nets in three layers of four, attention with norms over all heads of
/// queries and of keys in the others. Each layer has two norms; those with attention have them behind attention and MLP, which
/// costs as much.
final class OlmoHybrid {
    static final FamilyFiles FILES = PricedKeys.family("olmo-hybrid", List.of("olmo_hybrid"), false, OlmoHybrid::read);

    private static final Set<String> KINDS = Set.of("linear_attention", "full_attention");

    private OlmoHybrid() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias");
        SizeKeys sizes = SizeKeys.USUAL.with(WindowKeys.OTHERS);
        Architecture model = PricedKeys.with(sizes.read(config, sizes.intermediate(config)), Layout.HeadNorms.WHOLE);
        int heads = config.count("linear_num_key_heads", model.heads());
        int keyDim = config.count("linear_key_head_dim", (int) (3L * model.hidden() / (4L * heads)));
        Recurrence net = new Recurrence(
                heads,
                config.count("linear_num_value_heads", model.heads()),
                keyDim,
                config.count("linear_value_head_dim", 2 * keyDim),
                config.count("linear_conv_kernel_dim", 4));
        return model.with(model.layout().with(net, places(config, model.layers())));
    }

    private static Places places(Fields config, int layers) throws IOException {
        String kinds = "layer_types";
        return config.has(kinds)
                ? Places.attention(
                        LayerKinds.layers(LayerKinds.each(config, kinds, layers, KINDS), Set.of("full_attention")),
                        layers)
                : Places.attentionEvery(4, layers);
    }
}
