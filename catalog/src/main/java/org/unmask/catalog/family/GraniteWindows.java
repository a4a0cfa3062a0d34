package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// Granite with windows (IBM, 2026): as Granite, with windows in the layers that the file names and a number per head for a key
/// that is not there.
final class GraniteWindows {
    static final FamilyFiles FILES =
            PricedKeys.family("granite-swa", List.of("granite_swa"), false, GraniteWindows::dense);

    /// With experts.
    static final FamilyFiles MIXTURES =
            PricedKeys.family("granite-moe-swa", List.of("granitemoe_swa"), true, GraniteWindows::mixture);

    private GraniteWindows() {}

    private static Architecture dense(Fields config) throws IOException {
        return read(config, SizeKeys.USUAL.tied(true));
    }

    private static Architecture mixture(Fields config) throws IOException {
        return read(config, SizeKeys.USUAL).with(GraniteMoe.experts(config));
    }

    private static Architecture read(Fields config, SizeKeys sizes) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias");
        config.texts("layer_types");
        return PricedKeys.with(sizes.read(config, sizes.intermediate(config)), Layout.Extra.SINKS, true);
    }
}
