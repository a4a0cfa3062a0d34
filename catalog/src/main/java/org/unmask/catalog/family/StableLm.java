package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// StableLM 2 (Bellagente et al., arXiv 2402.17834): norms have biases; a quarter of each head rotates.
final class StableLm {
    static final FamilyFiles FILES = PricedKeys.family("stablelm", List.of("stablelm"), false, StableLm::read);

    private StableLm() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.rotating(0.25);
        Refusals.refuseTrue(config, "qk_layernorm");
        Architecture model = PricedKeys.with(
                sizes.read(config, sizes.intermediate(config)), config.flag("use_qkv_bias", false), false);
        Architecture side =
                config.flag("use_parallel_residual", false) ? PricedKeys.with(model, Layout.Norms.SHARED) : model;
        return PricedKeys.with(side, Layout.Extra.NORM_BIAS, true);
    }
}
