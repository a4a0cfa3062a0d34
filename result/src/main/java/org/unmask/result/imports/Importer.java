package org.unmask.result.imports;

import java.io.IOException;
import java.util.List;
import org.unmask.result.ImportedResult;

/// Reads the results of one program.
public interface Importer {
    /// The name of the format, for instance `llama-bench`.
    String id();

    /// How to make such files: the program and its option.
    String summary();

    /// Tells by the content of a file alone whether it is of this format.
    boolean reads(ForeignFile file);

    /// Reads every result of a file of this format.
    ///
    /// @throws IOException in one line, naming file and key, if a result is incomplete or has impossible numbers
    List<ImportedResult> read(ForeignFile file) throws IOException;
}
