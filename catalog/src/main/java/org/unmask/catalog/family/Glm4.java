package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// GLM-4-0414 (GLM Team, arXiv 2406.12793) and GLM-OCR, which has no biases: norms before and after attention and MLP; half of each head rotates.
final class Glm4 {
    static final FamilyFiles FILES = PricedKeys.family(
            "glm4", List.of("glm4", "glm4v_text", "glm4v", "glm_ocr_text", "glm_ocr"), false, Glm4::read);

    private Glm4() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.rotating(0.5);
        boolean plain = config.text("model_type").toLowerCase(Locale.ROOT).startsWith("glm_ocr");
        if (plain) {
            Refusals.refuseTrue(config, "attention_bias");
        }
        Architecture model = sizes.read(config, sizes.intermediate(config));
        return PricedKeys.with(
                PricedKeys.with(model, config.flag("attention_bias", !plain), false), Layout.Norms.AROUND);
    }
}
