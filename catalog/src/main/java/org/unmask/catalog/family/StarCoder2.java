package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// StarCoder2 (Lozhkov et al., arXiv 2402.19173): an MLP without a gate, and biases of everything.
final class StarCoder2 {
    static final FamilyFiles FILES = PricedKeys.family("starcoder2", List.of("starcoder2"), false, StarCoder2::read);

    private StarCoder2() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.tied(true).with(WindowKeys.always(OptionalInt.empty()));
        boolean bias = config.flag("use_bias", true);
        Architecture model = PricedKeys.with(sizes.read(config, sizes.intermediate(config)), bias, false);
        return model.with(model.layout()
                .with(Layout.Extra.UNGATED, true)
                .with(Layout.Extra.NORM_BIAS, true)
                .with(Layout.Extra.OUTPUT_BIAS, bias)
                .with(Layout.Extra.MLP_BIAS, bias));
    }
}
