package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// The first Qwen (Qwen Team, arXiv 2309.16609): biases of queries, keys and values, and an MLP half as wide as its file says.
final class QwenFirst {
    static final FamilyFiles FILES = PricedKeys.family("qwen", List.of("qwen"), false, QwenFirst::read);

    private QwenFirst() {}

    private static Architecture read(Fields config) throws IOException {
        if (!config.flag("no_bias", true)) {
            throw config.bad("no_bias", "true; biases of the other projections are not priced");
        }
        SizeKeys sizes = SizeKeys.USUAL.with(WindowKeys.OTHERS);
        return PricedKeys.with(sizes.read(config, sizes.intermediate(config) / 2), true, false);
    }
}
