package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// openPangu-Embedded (Huawei, arXiv 2505.22375): LLaMA with biases of queries, keys, values and the output projection.
final class Pangu {
    static final FamilyFiles FILES = PricedKeys.family("openpangu", List.of("PanguEmbedded"), false, Pangu::read);

    private Pangu() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL;
        boolean bias = config.flag("bias", false);
        Architecture model = PricedKeys.with(sizes.read(config, sizes.intermediate(config)), bias, false);
        return PricedKeys.with(model, Layout.Extra.OUTPUT_BIAS, bias);
    }
}
