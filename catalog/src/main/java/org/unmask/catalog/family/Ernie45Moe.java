package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// Mixtures of experts of ERNIE 4.5 (Baidu, 2025).
final class Ernie45Moe {
    static final FamilyFiles FILES = PricedKeys.family("ernie4.5-moe", List.of("ernie4_5_moe"), true, Ernie45Moe::read);

    private static final String LAST = "moe_layer_end_index";

    private Ernie45Moe() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.tied(true);
        Refusals.refuseTrue(config, "use_bias");
        int count = config.count("moe_num_experts");
        int width = config.count("moe_intermediate_size");
        long shared = (long) config.whole("moe_num_shared_experts", 0) * width;
        int first = config.whole("moe_layer_start_index", 1);
        if (config.count("moe_layer_interval", 1) != 1) {
            throw config.bad("moe_layer_interval", "1; experts in some layers only are not priced");
        }
        Architecture dense = sizes.read(config, sizes.intermediate(config));
        int last = config.has(LAST) && !config.says(LAST, -1) ? config.whole(LAST) : dense.layers() - 1;
        if (last != dense.layers() - 1) {
            throw config.bad(
                    LAST, "the last layer, " + (dense.layers() - 1) + "; dense layers at the end are not priced");
        }
        return dense.with(PricedKeys.experts(count, config.count("moe_k"), width, shared, first, true));
    }
}
