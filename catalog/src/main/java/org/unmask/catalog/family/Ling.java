package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// The first Ling (Ling Team, arXiv 2503.05139): heads as LLaMA has them, experts and shared ones in every layer.
final class Ling {
    static final FamilyFiles FILES = PricedKeys.family("ling", List.of("bailing_moe"), true, Ling::read);

    private Ling() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "use_bias", "multi_gate");
        SizeKeys sizes = SizeKeys.USUAL;
        int count = config.count("num_experts");
        int width = config.count("moe_intermediate_size");
        return PricedKeys.with(
                        sizes.read(config, sizes.intermediate(config)), config.flag("use_qkv_bias", false), false)
                .with(PricedKeys.experts(
                        count,
                        MixtureKeys.perToken(config, count),
                        width,
                        (long) config.whole("num_shared_experts", 0) * width,
                        config.whole("first_k_dense_replace", 0),
                        false));
    }
}
