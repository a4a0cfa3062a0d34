package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// Command R (Cohere, 2024): one norm before attention and MLP side by side.
final class Cohere {
    static final FamilyFiles FILES = PricedKeys.family("cohere", List.of("cohere"), false, Cohere::read);

    private Cohere() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.tied(true);
        Refusals.refuseTrue(config, "attention_bias");
        Architecture model = PricedKeys.with(sizes.read(config, sizes.intermediate(config)), Layout.Norms.SHARED);
        return config.flag("use_qk_norm", false) ? PricedKeys.with(model, Layout.HeadNorms.WHOLE) : model;
    }
}
