package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// Command R7B and Command A (Cohere, arXiv 2504.00698): as Command R, with windows in three layers of four.
final class Cohere2 {
    static final FamilyFiles FILES = PricedKeys.family("cohere2", List.of("cohere2"), false, Cohere2::read);

    private Cohere2() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.tied(true).with(WindowKeys.butEvery(4));
        Refusals.refuseTrue(config, "attention_bias");
        return PricedKeys.with(sizes.read(config, sizes.intermediate(config)), Layout.Norms.SHARED);
    }
}
