package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// Gemma (Gemma Team, arXiv 2403.08295): LLaMA with another gate function and heads wider than the stream.
final class Gemma {
    static final FamilyFiles FILES = PricedKeys.family("gemma", List.of("gemma"), false, Gemma::read);

    private Gemma() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias");
        SizeKeys sizes = SizeKeys.USUAL.tied(true).with(Map.of("head_dim", 256));
        return sizes.read(config, sizes.intermediate(config));
    }
}
