package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// OLMo 2 and 3 (Team OLMo, arXiv 2501.00656): norms after attention and MLP, and over all heads of queries and of keys; OLMo 3 has
/// windows in three layers of four.
final class Olmo2 {
    static final FamilyFiles FILES = PricedKeys.family("olmo2", List.of("olmo2", "olmo3"), false, Olmo2::read);

    private Olmo2() {}

    private static Architecture read(Fields config) throws IOException {
        boolean third = config.text("model_type").equalsIgnoreCase("olmo3");
        SizeKeys sizes = third ? SizeKeys.USUAL.with(WindowKeys.butEvery(4)) : SizeKeys.USUAL;
        Refusals.refuseTrue(config, "attention_bias");
        Architecture model = sizes.read(config, sizes.intermediate(config));
        return PricedKeys.with(PricedKeys.with(model, Layout.Norms.AFTER), Layout.HeadNorms.WHOLE);
    }
}
