package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// Models with latent attention and a plain MLP: MiniCPM3 (OpenBMB, 2024) and Youtu-LLM (Tencent, arXiv 2512.24618).
final class DenseLatent {
    static final FamilyFiles FILES =
            PricedKeys.family("dense-latent", List.of("minicpm3", "youtu"), false, DenseLatent::read);

    private DenseLatent() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias");
        return DeepSeek.attention(config, SizeKeys.USUAL.tied(true));
    }
}
