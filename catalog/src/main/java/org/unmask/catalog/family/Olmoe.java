package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// OLMoE (Muennighoff et al., arXiv 2409.02060): experts in every layer, norms over all heads of queries and of keys.
final class Olmoe {
    static final FamilyFiles FILES = PricedKeys.family("olmoe", List.of("olmoe"), true, Olmoe::read);

    private Olmoe() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL;
        Refusals.refuseTrue(config, "attention_bias");
        int width = sizes.intermediate(config);
        int count = MixtureKeys.count(config);
        Architecture model = sizes.read(config, width)
                .with(PricedKeys.experts(count, MixtureKeys.perToken(config, count), width, 0, 0, false));
        return PricedKeys.with(model, Layout.HeadNorms.WHOLE);
    }
}
