package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// Code World Model (FAIR CodeGen team, arXiv 2510.02387): LLaMA with windows in the layers that the file names.
final class Cwm {
    static final FamilyFiles FILES = PricedKeys.family("cwm", List.of("cwm"), false, Cwm::read);

    private Cwm() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias");
        config.texts("layer_types");
        return SizeKeys.USUAL.read(config, SizeKeys.USUAL.intermediate(config));
    }
}
