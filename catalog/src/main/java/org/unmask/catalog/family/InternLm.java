package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// InternLM 2 and 3 (Cai et al., arXiv 2403.17297): LLaMA with fused projections.
final class InternLm {
    static final FamilyFiles FILES =
            PricedKeys.family("internlm", List.of("internlm2", "internlm3"), false, InternLm::read);

    private InternLm() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL;
        Refusals.refuseTrue(config, "bias", "qkv_bias");
        return sizes.read(config, sizes.intermediate(config));
    }
}
