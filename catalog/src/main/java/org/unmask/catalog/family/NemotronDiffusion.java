package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Family;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.TensorNames;
import org.unmask.input.Fields;

/// Nemotron-Labs-Diffusion (NVIDIA, 2026): Ministral 3 trained further to diffuse within blocks and to predict the next token. By
/// itself it drafts a block and verifies it; the makers report 6 tokens for each pair of passes.
final class NemotronDiffusion {
    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "nemotron-diffusion",
                    Paradigm.BLOCK_DIFFUSION,
                    false,
                    TensorNames.HUGGING_FACE,
                    Optional.empty(),
                    Optional.empty(),
                    "plain",
                    "self-speculation:accepted=5"),
            List.of("nemotron_labs_diffusion"),
            new PricedKeys(false, NemotronDiffusion::read));

    private NemotronDiffusion() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias");
        SizeKeys sizes = SizeKeys.USUAL;
        return sizes.read(config, sizes.intermediate(config));
    }
}
