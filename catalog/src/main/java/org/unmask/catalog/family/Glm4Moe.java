package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// GLM-4.5 (GLM Team, arXiv 2508.06471): experts after the first layers, a shared one, biases of queries, keys and values.
final class Glm4Moe {
    static final FamilyFiles FILES =
            PricedKeys.family("glm4-moe", List.of("glm4_moe", "glm4v_moe_text"), true, Glm4Moe::read);

    private Glm4Moe() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.rotating(0.5);
        Architecture model = sizes.read(config, sizes.intermediate(config));
        return PricedKeys.with(
                        model,
                        config.flag("attention_bias", config.says("model_type", "glm4v_moe_text")),
                        config.flag("use_qk_norm", false))
                .with(DeepSeek.experts(config, true));
    }
}
