package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// GLM-4 (GLM Team, arXiv 2406.12793) in the keys of the `transformers` library.
final class Glm {
    static final FamilyFiles FILES = PricedKeys.family("glm", List.of("glm"), false, Glm::read);

    private Glm() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.rotating(0.5);
        Architecture model = sizes.read(config, sizes.intermediate(config));
        return PricedKeys.with(model, config.flag("attention_bias", true), false);
    }
}
