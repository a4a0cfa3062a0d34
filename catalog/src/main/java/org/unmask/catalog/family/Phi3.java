package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// Phi-3 and Phi-4 (Abdin et al., arXiv 2404.14219 and 2412.08905): LLaMA with fused projections; some rotate a part of their heads.
final class Phi3 {
    static final FamilyFiles FILES =
            PricedKeys.family("phi3", List.of("phi3", "phi3_v", "phi4mm", "phi4_multimodal"), false, Phi3::read);

    private Phi3() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.with(WindowKeys.always(OptionalInt.empty()));
        return sizes.read(config, sizes.intermediate(config));
    }
}
