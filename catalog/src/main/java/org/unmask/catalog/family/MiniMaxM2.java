package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// MiniMax-M2 (MiniMax, 2025): experts in every layer, norms over all heads of queries and of keys.
final class MiniMaxM2 {
    static final FamilyFiles FILES = PricedKeys.family("minimax-m2", List.of("minimax_m2"), true, MiniMaxM2::read);

    private MiniMaxM2() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.rotating(0.5);
        int width = sizes.intermediate(config);
        int count = config.count("num_local_experts");
        Architecture model = sizes.read(config, width)
                .with(PricedKeys.experts(count, MixtureKeys.perToken(config, count), width, 0, 0, true));
        return PricedKeys.with(model, Layout.HeadNorms.WHOLE);
    }
}
