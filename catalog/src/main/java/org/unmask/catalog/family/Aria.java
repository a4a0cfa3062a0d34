package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// The text model of Aria (Rhymes AI, arXiv 2410.05993): heads as LLaMA has them, experts and shared ones in every layer.
final class Aria {
    static final FamilyFiles FILES = PricedKeys.family("aria", List.of("aria_text"), true, Aria::read);

    private Aria() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias");
        SizeKeys sizes = SizeKeys.USUAL;
        int width = sizes.intermediate(config);
        int count = config.count("moe_num_experts", 8);
        int perToken = config.count("moe_topk", 2);
        if (perToken > count) {
            throw config.bad("moe_topk", "at most the " + count + " experts");
        }
        long shared = (long) config.whole("moe_num_shared_experts", 2) * width;
        return sizes.read(config, width).with(PricedKeys.experts(count, perToken, width, shared, 0, false));
    }
}
