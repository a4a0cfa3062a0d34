package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// EXAONE 4 (LG AI Research, arXiv 2507.11407): norms after attention and MLP and of heads; the large model has windows in three layers
/// of four.
final class Exaone4 {
    static final FamilyFiles FILES =
            PricedKeys.family("exaone4", List.of("exaone4", "exaone4_5_text", "exaone4_5"), false, Exaone4::read);

    private Exaone4() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = config.has("sliding_window") ? SizeKeys.USUAL.with(WindowKeys.butEvery(4)) : SizeKeys.USUAL;
        Architecture model = sizes.read(config, sizes.intermediate(config));
        return PricedKeys.with(PricedKeys.with(model, false, true), Layout.Norms.AFTER);
    }
}
