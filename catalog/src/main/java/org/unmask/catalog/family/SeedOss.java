package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// Seed-OSS (ByteDance Seed, 2025): LLaMA with biases of queries, keys and values.
final class SeedOss {
    static final FamilyFiles FILES = PricedKeys.family("seed-oss", List.of("seed_oss"), false, SeedOss::read);

    private SeedOss() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.with(Map.of("head_dim", 128));
        Refusals.refuseTrue(config, "mlp_bias");
        Architecture model = sizes.read(config, sizes.intermediate(config));
        Architecture biased = PricedKeys.with(model, config.flag("attention_bias", true), false);
        return PricedKeys.with(biased, Layout.Extra.OUTPUT_BIAS, config.flag("attention_out_bias", false));
    }
}
