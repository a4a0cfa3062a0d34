package org.unmask.result.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.unmask.result.Header;
import org.unmask.result.ImportedResult;
import org.unmask.result.ResultFile;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Adds results of other programs to a file of results of ours.
public final class AddedImports {
    /// Instead of a study and its hash: results of other programs are never mixed with those of a study.
    public static final String STUDY = "import";

    private AddedImports() {}

    /// Writes what a file does not hold yet, and begins it if it is new.
    ///
    /// @param notes  told what a person should know, one line each
    /// @return  how many results were added
    /// @throws IOException in one line, if the file holds something else or cannot be written
    public static int add(Path file, Header header, List<ImportedResult> results, Consumer<String> notes)
            throws IOException {
        return add(file, header, results, List.of(), notes);
    }

    /// Writes results and runs of this program that a file does not hold yet.
    ///
    /// @throws IOException in one line, if the file holds something else or cannot be written
    public static int add(
            Path file, Header header, List<ImportedResult> results, List<RunResult> runs, Consumer<String> notes)
            throws IOException {
        try (ResultFile out = ResultFile.append(file)) {
            header.begin(out, notes);
            Results before = out.results();
            Set<List<Object>> known = new HashSet<>();
            before.imported().forEach(result -> known.add(result.content()));
            Set<JsonNode> ran = new HashSet<>();
            before.runs().forEach(run -> ran.add(run.json()));
            List<ObjectNode> added = Stream.concat(
                            results.stream()
                                    .filter(result -> known.add(result.content()))
                                    .map(ImportedResult::json),
                            runs.stream().map(RunResult::json).filter(ran::add))
                    .toList();
            out.append(added);
            return added.size();
        }
    }
}
