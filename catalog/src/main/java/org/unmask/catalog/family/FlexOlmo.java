package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// FlexOlmo (Shi et al., arXiv 2507.07024): OLMo 2 with experts that were trained apart in place of the MLP.
final class FlexOlmo {
    static final FamilyFiles FILES = PricedKeys.family("flex-olmo", List.of("flex_olmo"), true, FlexOlmo::read);

    private FlexOlmo() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias");
        int width = SizeKeys.USUAL.intermediate(config);
        int count = MixtureKeys.count(config);
        Architecture model = SizeKeys.USUAL
                .read(config, width)
                .with(PricedKeys.experts(count, MixtureKeys.perToken(config, count), width, 0, 0, false));
        return PricedKeys.with(PricedKeys.with(model, Layout.Norms.AFTER), Layout.HeadNorms.WHOLE);
    }
}
