package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.input.Fields;

/// Mixtures of experts of Granite 3 (IBM, 2024).
final class GraniteMoe {
    static final FamilyFiles FILES =
            PricedKeys.family("granite-moe", List.of("granitemoe", "granitemoeshared"), true, GraniteMoe::read);

    private GraniteMoe() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL;
        Refusals.refuseTrue(config, "attention_bias");
        return sizes.read(config, sizes.intermediate(config)).with(experts(config));
    }

    /// Experts as wide as the file says of the MLP, and a shared one.
    static Experts experts(Fields config) throws IOException {
        int count = config.count("num_local_experts");
        return PricedKeys.experts(
                count,
                MixtureKeys.perToken(config, count),
                SizeKeys.USUAL.intermediate(config),
                config.whole("shared_intermediate_size", 0),
                0,
                false);
    }
}
