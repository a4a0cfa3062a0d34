package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// InternLM 2 and 3 (Cai et al., arXiv 2403.17297): LLaMA with fused projections. The first InternLM has biases of all
/// projections of its attention.
final class InternLm {
    static final FamilyFiles FILES =
            PricedKeys.family("internlm", List.of("internlm2", "internlm3", "internlm"), false, InternLm::read);

    private InternLm() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL;
        Architecture model = sizes.read(config, sizes.intermediate(config));
        if (config.says("model_type", "internlm")) {
            boolean bias = config.flag("bias", true);
            return PricedKeys.with(PricedKeys.with(model, bias, false), Layout.Extra.OUTPUT_BIAS, bias);
        }
        Refusals.refuseTrue(config, "bias", "qkv_bias");
        return model;
    }
}
