package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// Mixtures of experts of Granite 3 (IBM, 2024).
final class GraniteMoe {
    static final FamilyFiles FILES =
            PricedKeys.family("granite-moe", List.of("granitemoe", "granitemoeshared"), true, GraniteMoe::read);

    private GraniteMoe() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL;
        Refusals.refuseTrue(config, "attention_bias");
        int width = sizes.intermediate(config);
        int count = config.count("num_local_experts");
        int shared = config.whole("shared_intermediate_size", 0);
        return sizes.read(config, width)
                .with(PricedKeys.experts(count, MixtureKeys.perToken(config, count), width, shared, 0, false));
    }
}
