package org.unmask.result.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.unmask.input.Fields;

/// Files of JSON whatever they are: one object, one per line, or a list of them.
public final class JsonObjects {
    private JsonObjects() {}

    /// The objects in order; none if the file is no JSON.
    ///
    /// @throws IOException in one line, naming the file, if it is missing, empty, too big, cut off or malformed
    public static List<Fields> read(Path path) throws IOException {
        return ForeignFile.read(path).objects();
    }

    /// The rows of a table with commas as objects, an empty cell being a key that is missing; none if the file is no table
    /// with these columns.
    ///
    /// @throws IOException in one line, naming the file, if it is missing, empty, too big, cut off or malformed
    public static List<Fields> rows(Path path, List<String> columns) throws IOException {
        ForeignFile file = ForeignFile.read(path);
        return file.columns().containsAll(columns) ? file.rows() : List.of();
    }
}
