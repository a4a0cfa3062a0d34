package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// Helium (Kyutai, 2025): LLaMA with elements of heads rotated in other pairs.
final class Helium {
    static final FamilyFiles FILES = PricedKeys.family("helium", List.of("helium"), false, Helium::read);

    private Helium() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias");
        Architecture model = SizeKeys.USUAL.read(config, SizeKeys.USUAL.intermediate(config));
        if (model.queryWidth() != model.hidden()) {
            throw config.bad(
                    "head_dim", "heads that have " + model.hidden() + " elements together, as hidden_size says");
        }
        return model;
    }
}
