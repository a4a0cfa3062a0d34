package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// ERNIE 4.5 (Baidu, 2025), dense: LLaMA in another order of rotated pairs.
final class Ernie45 {
    static final FamilyFiles FILES = PricedKeys.family(
            "ernie4.5", List.of("ernie4_5", "paddleocr_vl_text", "paddleocr_vl"), false, Ernie45::read);

    private Ernie45() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.tied(true);
        Refusals.refuseTrue(config, "use_bias");
        return sizes.read(config, sizes.intermediate(config));
    }
}
