package org.unmask.run.checkpoint;

import java.io.IOException;
import java.util.List;

/// How the files of a GGUF architecture that is priced, not run, are said in the keys of a `config.json`.
///
/// @param architecture  `general.architecture`
/// @param types  the `model_type` of such files, or those that they may be of
/// @param keys  says all that the family reads
record GgufTranslation(String architecture, List<String> types, Keys keys) {
    GgufTranslation {
        types = List.copyOf(types);
    }

    /// Says what a file says.
    interface Keys {
        void write(GgufKeys keys, String type) throws IOException;
    }

    /// An architecture of one type.
    static GgufTranslation of(String architecture, String type, Keys keys) {
        return new GgufTranslation(architecture, List.of(type), keys);
    }
}
