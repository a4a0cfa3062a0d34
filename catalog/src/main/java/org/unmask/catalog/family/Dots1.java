package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// dots.llm1 (rednote-hilab, arXiv 2506.05767): experts after the first layers, shared ones, norms of heads.
final class Dots1 {
    static final FamilyFiles FILES = PricedKeys.family("dots1", List.of("dots1"), true, Dots1::read);

    private Dots1() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL;
        Refusals.refuseTrue(config, "attention_bias");
        PricedKeys.refuse(config, "sliding_window");
        return PricedKeys.with(sizes.read(config, sizes.intermediate(config)), false, true)
                .with(DeepSeek.experts(config, true));
    }
}
