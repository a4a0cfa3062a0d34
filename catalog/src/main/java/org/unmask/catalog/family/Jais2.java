package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// Jais 2 (Inception and MBZUAI, 2025): an MLP without a gate, and biases of norms and projections.
final class Jais2 {
    static final FamilyFiles FILES = PricedKeys.family("jais2", List.of("jais2"), false, Jais2::read);

    private Jais2() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL;
        boolean bias = config.flag("attention_bias", true);
        Architecture model = PricedKeys.with(sizes.read(config, sizes.intermediate(config)), bias, false);
        return model.with(model.layout()
                .with(Layout.Extra.UNGATED, true)
                .with(Layout.Extra.NORM_BIAS, true)
                .with(Layout.Extra.OUTPUT_BIAS, bias)
                .with(Layout.Extra.MLP_BIAS, config.flag("mlp_bias", true)));
    }
}
