package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// Phi-1.5 and Phi-2 (Li et al., arXiv 2309.05463): one norm before attention and MLP side by side, biases of everything.
final class Phi {
    static final FamilyFiles FILES = PricedKeys.family("phi", List.of("phi"), false, Phi::read);

    private Phi() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.rotating(0.5);
        Refusals.refuseTrue(config, "qk_layernorm");
        Architecture model = PricedKeys.with(sizes.read(config, sizes.intermediate(config)), true, false);
        return model.with(model.layout()
                .with(Layout.Norms.SHARED)
                .with(Layout.Extra.UNGATED, true)
                .with(Layout.Extra.NORM_BIAS, true)
                .with(Layout.Extra.OUTPUT_BIAS, true)
                .with(Layout.Extra.MLP_BIAS, true)
                .with(Layout.Extra.HEAD_BIAS, true));
    }
}
