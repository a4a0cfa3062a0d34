package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// Hunyuan 0.5B to 7B (Tencent, 2025): norms of heads.
final class HunyuanDense {
    static final FamilyFiles FILES = PricedKeys.family(
            "hunyuan-dense", List.of("hunyuan_v1_dense", "hunyuan_vl_text", "hunyuan_vl"), false, HunyuanDense::read);

    private HunyuanDense() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL;
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias");
        return PricedKeys.with(sizes.read(config, sizes.intermediate(config)), false, true);
    }
}
