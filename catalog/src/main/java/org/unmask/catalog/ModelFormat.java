package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Path;

/// Files of one kind that hold a model as a whole, beside the JSON files that a catalogue reads by itself.
public interface ModelFormat {
    /// The name of the format, for instance `GGUF`.
    String name();

    /// Their names end with this, for instance `.gguf`.
    String suffix();

    /// Whether a file of this name goes on with what another begins.
    default boolean isContinuation(String name) {
        return false;
    }

    /// The model of a file; its id is the file's name without the suffix.
    ///
    /// @throws IOException in one line, naming the file, if it is wrong
    CatalogModel read(Path file) throws IOException;
}
