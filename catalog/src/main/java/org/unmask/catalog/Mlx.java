package org.unmask.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.input.Fields;

/// The key `quantization` of MLX: all matrices, the embedding and the LM head too; single modules may differ.
final class Mlx {
    private static final int SCALE_AND_BIAS_BITS = 32;
    private static final int USUAL_GROUP = 64;
    private static final int BYTE_BITS = 8;

    private Mlx() {}

    static QuantisationKeys.Said read(Fields keys) throws IOException {
        List<String> notes = new ArrayList<>();
        List<QuantisationKeys.Rule> rules = new ArrayList<>();
        for (String key : keys.keys()) {
            if (keys.isObject(key)) {
                QuantisationKeys.add(rules, key, Optional.of(scheme(keys.object(key), keys)), notes);
            } else if (keys.says(key, false) && key.indexOf('.') > 0) {
                QuantisationKeys.add(rules, key, Optional.empty(), notes);
            }
        }
        QuantisationScheme scheme = scheme(keys, keys);
        return new QuantisationKeys.Said(
                "MLX, " + scheme.bits() + " bits, groups of " + scheme.group(),
                Optional.of(scheme),
                QuantisationKeys.all(),
                rules,
                notes);
    }

    private static QuantisationScheme scheme(Fields module, Fields model) throws IOException {
        int bits = (int) module.decimal("bits", model.decimal("bits", 4));
        long group = (long) module.decimal("group_size", model.decimal("group_size", USUAL_GROUP));
        String mode = module.text("mode", model.text("mode", "affine"));
        return switch (mode) {
            case "mxfp4" -> QuantisationKeys.mxfp4();
            case "nvfp4" -> QuantisationKeys.nvfp4(group);
            case "mxfp8" -> QuantisationScheme.floating(BYTE_BITS, group, BYTE_BITS);
            default -> QuantisationScheme.whole(bits, group, SCALE_AND_BIAS_BITS);
        };
    }
}
