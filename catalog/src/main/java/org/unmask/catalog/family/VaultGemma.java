package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// VaultGemma (VaultGemma Team, arXiv 2510.15001): Gemma 2 without the norms after attention and MLP.
final class VaultGemma {
    static final FamilyFiles FILES = PricedKeys.family("vaultgemma", List.of("vaultgemma"), false, VaultGemma::read);

    private VaultGemma() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias");
        SizeKeys sizes = SizeKeys.USUAL.tied(true).with(WindowKeys.butEvery(2)).with(Map.of("head_dim", 256));
        return sizes.read(config, sizes.intermediate(config));
    }
}
