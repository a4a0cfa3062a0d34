package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// Minitron and Nemotron-4 (Parmar et al., arXiv 2402.16819): an MLP without a gate; norms have biases; half of each head rotates.
final class Nemotron {
    static final FamilyFiles FILES = PricedKeys.family("nemotron", List.of("nemotron"), false, Nemotron::read);

    private Nemotron() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.rotating(0.5);
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias");
        Architecture model = sizes.read(config, sizes.intermediate(config));
        return model.with(model.layout().with(Layout.Extra.UNGATED, true).with(Layout.Extra.NORM_BIAS, true));
    }
}
