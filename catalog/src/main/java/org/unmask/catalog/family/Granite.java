package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// Granite 3 (IBM, 2024): LLaMA with multipliers of embedding, attention, residuals and logits.
final class Granite {
    static final FamilyFiles FILES = PricedKeys.family("granite", List.of("granite"), false, Granite::read);

    private Granite() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL;
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias");
        return sizes.read(config, sizes.intermediate(config));
    }
}
