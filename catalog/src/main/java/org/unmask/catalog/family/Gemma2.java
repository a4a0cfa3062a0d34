package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// Gemma 2 (Gemma Team, arXiv 2408.00118): norms before and after attention and MLP; every other layer has a window.
final class Gemma2 {
    static final FamilyFiles FILES = PricedKeys.family("gemma2", List.of("gemma2"), false, Gemma2::read);

    private Gemma2() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias");
        SizeKeys sizes = SizeKeys.USUAL.tied(true).with(WindowKeys.butEvery(2)).with(Map.of("head_dim", 256));
        return PricedKeys.with(sizes.read(config, sizes.intermediate(config)), Layout.Norms.AROUND);
    }
}
