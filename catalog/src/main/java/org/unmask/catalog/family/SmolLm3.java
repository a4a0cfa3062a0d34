package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// SmolLM3 (Hugging Face, 2025): LLaMA without a rotation in every fourth layer.
final class SmolLm3 {
    static final FamilyFiles FILES = PricedKeys.family("smollm3", List.of("smollm3"), false, SmolLm3::read);

    private SmolLm3() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.tied(true);
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias", "use_sliding_window");
        return sizes.read(config, sizes.intermediate(config));
    }
}
