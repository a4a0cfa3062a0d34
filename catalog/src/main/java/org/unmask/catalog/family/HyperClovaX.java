package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// HyperCLOVA X SEED Think (NAVER Cloud, arXiv 2506.22403): Granite with norms after attention and MLP, too, unless the file
/// says otherwise.
final class HyperClovaX {
    static final FamilyFiles FILES = PricedKeys.family("hyperclovax", List.of("hyperclovax"), false, HyperClovaX::read);

    private HyperClovaX() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias");
        Architecture model = SizeKeys.USUAL.read(config, SizeKeys.USUAL.intermediate(config));
        return config.flag("use_post_norm", true) ? PricedKeys.with(model, Layout.Norms.AROUND) : model;
    }
}
