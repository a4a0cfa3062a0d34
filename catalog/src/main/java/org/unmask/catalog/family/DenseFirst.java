package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.input.Fields;

/// How a `config.json` says which layers have no experts, where those are the first: as many as a number says, or a list of
/// what each layer has.
final class DenseFirst {
    private static final String LISTED = "mlp_layer_types";

    private DenseFirst() {}

    /// Layers without experts.
    ///
    /// @param key  of the number
    /// @param usual  the number, if the file says nothing
    /// @throws IOException if layers without experts come after others
    static int layers(Fields config, String key, int usual) throws IOException {
        if (!config.has(LISTED)) {
            return config.whole(key, usual);
        }
        List<String> types = config.texts(LISTED);
        int dense = (int) types.stream().takeWhile("dense"::equals).count();
        if (!types.stream().skip(dense).allMatch("sparse"::equals)) {
            throw config.bad(LISTED, "dense layers, then sparse ones; others are not priced");
        }
        return dense;
    }
}
