package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// Apertus (Swiss AI, arXiv 2509.14233): an MLP without a gate, norms of heads.
final class Apertus {
    static final FamilyFiles FILES = PricedKeys.family("apertus", List.of("apertus"), false, Apertus::read);

    private Apertus() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL;
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias");
        Architecture model = PricedKeys.with(sizes.read(config, sizes.intermediate(config)), false, true);
        return PricedKeys.with(model, Layout.Extra.UNGATED, true);
    }
}
