package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// gpt-oss (OpenAI, arXiv 2508.10925): experts in every layer, biases of everything, a number per head for a key that is not there;
/// every other layer has a window.
final class GptOss {
    static final FamilyFiles FILES = PricedKeys.family("gpt-oss", List.of("gpt_oss"), true, GptOss::read);

    private GptOss() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.with(WindowKeys.butEvery(2));
        int width = sizes.intermediate(config);
        int count = config.count("num_local_experts");
        int perToken = config.has("num_experts_per_tok")
                ? MixtureKeys.perToken(config, count)
                : config.count("experts_per_token");
        boolean bias = config.flag("attention_bias", true);
        Architecture model = PricedKeys.with(sizes.read(config, width), bias, false)
                .with(PricedKeys.experts(count, perToken, width, 0, 0, false));
        return model.with(model.layout()
                .with(Layout.Extra.OUTPUT_BIAS, bias)
                .with(Layout.Extra.SINKS, true)
                .with(Layout.Extra.EXPERT_BIAS, true));
    }
}
