package org.unmask.catalog.family;

import java.io.IOException;
import org.unmask.input.Fields;

/// Sizes of heads, which files may leave out.
final class Heads {
    private Heads() {}

    /// Key and value heads: as many as there are heads, unless the file says otherwise.
    static int keyValueHeads(Fields config, String key, int heads) throws IOException {
        int keyValueHeads = config.count(key, heads);
        if (heads % keyValueHeads != 0) {
            throw config.bad(key, "a divisor of the " + heads + " heads");
        }
        return keyValueHeads;
    }

    /// Elements per head: heads share the residual stream, unless the file says otherwise.
    static int headDim(Fields config, String headsKey, int hidden, int heads) throws IOException {
        if (config.has("head_dim")) {
            int headDim = config.count("head_dim");
            if (headDim % 2 != 0) {
                throw config.bad("head_dim", "an even number");
            }
            return headDim;
        }
        if (config.has("kv_channels")) {
            return config.count("kv_channels");
        }
        if (hidden % heads != 0 || hidden / heads % 2 != 0) {
            throw config.bad(headsKey, "heads of an even size that share " + hidden);
        }
        return hidden / heads;
    }
}
