package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// Phi-3.5-MoE (Abdin et al., arXiv 2404.14219): experts, and biases of norms, attention and LM head.
final class PhiMoe {
    static final FamilyFiles FILES = PricedKeys.family("phimoe", List.of("phimoe"), true, PhiMoe::read);

    private PhiMoe() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.with(WindowKeys.always(OptionalInt.empty()));
        int width = sizes.intermediate(config);
        int count = config.count("num_local_experts");
        boolean bias = config.flag("attention_bias", false);
        Architecture model = PricedKeys.with(sizes.read(config, width), bias, false)
                .with(PricedKeys.experts(count, MixtureKeys.perToken(config, count), width, 0, 0, false));
        Architecture normed = PricedKeys.with(model, Layout.Extra.NORM_BIAS, true);
        Architecture headed = PricedKeys.with(normed, Layout.Extra.HEAD_BIAS, config.flag("lm_head_bias", false));
        return PricedKeys.with(headed, Layout.Extra.OUTPUT_BIAS, bias);
    }
}
