package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// MiMo (Xiaomi, arXiv 2505.07608): Qwen2.5 with layers that predict further tokens, which are left out.
final class Mimo {
    static final FamilyFiles FILES = PricedKeys.family("mimo", List.of("mimo"), false, Mimo::read);

    private Mimo() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL;
        return PricedKeys.with(
                sizes.read(config, sizes.intermediate(config)), config.flag("attention_bias", true), false);
    }
}
