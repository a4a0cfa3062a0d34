package org.unmask.catalog.family;

import java.io.IOException;
import org.unmask.input.Fields;

/// Refuses what a file says and the engine does not compute.
final class Refusals {
    private Refusals() {}

    /// Flags that must be false or missing.
    static void refuseTrue(Fields config, String... keys) throws IOException {
        for (String key : keys) {
            if (config.flag(key, false)) {
                throw config.bad(key, "false; this is not supported");
            }
        }
    }

    /// Keys that must be missing, null, false or 0.
    static void refuseSaid(Fields config, String... keys) throws IOException {
        for (String key : keys) {
            if (config.has(key) && !config.says(key, false) && !config.says(key, 0)) {
                throw config.bad(key, "null; this is not supported");
            }
        }
    }

    /// A text that must be the supported one or missing.
    static void refuseOther(Fields config, String key, String supported) throws IOException {
        if (config.has(key) && !config.text(key).equals(supported)) {
            throw config.bad(key, "'" + supported + "'; nothing else is supported");
        }
    }
}
