package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// MiniCPM (Hu et al., arXiv 2404.06395): LLaMA with multipliers of embedding, residuals and logits.
final class MiniCpm {
    static final FamilyFiles FILES = PricedKeys.family("minicpm", List.of("minicpm"), false, MiniCpm::read);

    private MiniCpm() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.tied(true);
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias");
        PricedKeys.refuse(config, "kv_lora_rank", "num_experts");
        return sizes.read(config, sizes.intermediate(config));
    }
}
