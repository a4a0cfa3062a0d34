package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// GPT-NeoX and Pythia (Black et al., arXiv 2204.06745; Biderman et al., arXiv 2304.01373): biases of everything, an MLP without a
/// gate. Attention and MLP stand side by side or one after the other, each behind a norm of its own.
final class GptNeoX {
    static final FamilyFiles FILES = PricedKeys.family("gpt-neox", List.of("gpt_neox"), false, GptNeoX::read);

    private GptNeoX() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.rotating(config.decimal("rotary_pct", 0.25));
        boolean bias = config.flag("attention_bias", true);
        Architecture model = PricedKeys.with(sizes.read(config, sizes.intermediate(config)), bias, false);
        return model.with(model.layout()
                .with(Layout.Extra.UNGATED, true)
                .with(Layout.Extra.NORM_BIAS, true)
                .with(Layout.Extra.OUTPUT_BIAS, bias)
                .with(Layout.Extra.MLP_BIAS, true));
    }
}
