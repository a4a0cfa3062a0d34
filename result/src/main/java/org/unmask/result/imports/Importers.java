package org.unmask.result.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.unmask.result.ImportedResult;

/// All formats of other programs.
public final class Importers {
    /// The formats, each recognised by what its files hold.
    public static final List<Importer> ALL = List.of(new LlamaBench());

    private Importers() {}

    /// Reads every result of a file, whatever its name is.
    ///
    /// @throws IOException in one line, naming the file, if it is missing, empty, cut off or of no known format, or a
    ///     result in it is incomplete or has impossible numbers
    public static List<ImportedResult> read(Path path) throws IOException {
        ForeignFile file = ForeignFile.read(path);
        for (Importer importer : ALL) {
            if (importer.reads(file)) {
                return importer.read(file);
            }
        }
        throw new IOException(path + ": not results in a known format; known: " + known());
    }

    /// The formats and how to make such files, for messages and help.
    public static String known() {
        return ALL.stream()
                .map(importer -> importer.id() + " (" + importer.summary() + ")")
                .collect(Collectors.joining(", "));
    }
}
