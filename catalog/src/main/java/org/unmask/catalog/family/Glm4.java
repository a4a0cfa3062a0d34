package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// GLM-4-0414 (GLM Team, arXiv 2406.12793): norms before and after attention and MLP; half of each head rotates.
final class Glm4 {
    static final FamilyFiles FILES =
            PricedKeys.family("glm4", List.of("glm4", "glm4v_text", "glm4v"), false, Glm4::read);

    private Glm4() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.rotating(0.5);
        Architecture model = sizes.read(config, sizes.intermediate(config));
        return PricedKeys.with(PricedKeys.with(model, config.flag("attention_bias", true), false), Layout.Norms.AROUND);
    }
}
