package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Lightning;
import org.unmask.core.model.Places;
import org.unmask.input.Fields;

/// MiniMax-01 and M1 (MiniMax, arXiv 2501.08313 and 2506.13585): lightning attention in seven layers of eight, and experts.
final class MiniMax {
    static final FamilyFiles FILES =
            PricedKeys.family("minimax", List.of("minimax", "minimax_text_01", "minimax_m1"), true, MiniMax::read);

    private static final Set<String> KINDS = Set.of("linear_attention", "full_attention");

    private MiniMax() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "use_qkv_bias");
        Refusals.refuseSaid(config, "shared_intermediate_size");
        SizeKeys sizes = SizeKeys.USUAL.with(WindowKeys.OTHERS);
        int width = sizes.intermediate(config);
        int count = MixtureKeys.count(config);
        Architecture model = sizes.read(config, width)
                .with(PricedKeys.experts(count, MixtureKeys.perToken(config, count), width, 0, 0, false));
        int rotary = config.count("rotary_dim", model.headDim());
        Lightning linear = new Lightning(model.heads(), model.headDim());
        return model.rotating(rotary).with(model.layout().with(linear, places(config, model.layers())));
    }

    /// Layers by kind, or by number: 1 is attention.
    private static Places places(Fields config, int layers) throws IOException {
        String kinds = "layer_types";
        if (config.has(kinds)) {
            return Places.attention(
                    LayerKinds.layers(LayerKinds.each(config, kinds, layers, KINDS), Set.of("full_attention")), layers);
        }
        String numbered = "attn_type_list";
        List<Integer> types = config.numbers(numbered, 1);
        if (types.size() != layers) {
            throw config.bad(numbered, "0 or 1 for each of the " + layers + " layers");
        }
        return Places.attention(
                IntStream.range(0, layers)
                        .filter(layer -> types.get(layer) == 1)
                        .boxed()
                        .collect(Collectors.toSet()),
                layers);
    }
}
