package org.unmask.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.unmask.input.ParserMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a result file holds: its header, the roofs of machines, runs, answers, and results of other programs.
///
/// @param path  where they are from, for messages
/// @param lines  as they are written, of whatever version
/// @param torn  what is said of a line that was torn off the end; empty if none was
public record Results(
        Path path,
        Header header,
        List<ProbeResult> probes,
        List<RunResult> runs,
        List<AnswerResult> answers,
        List<ImportedResult> imported,
        List<JsonNode> lines,
        String torn) {
    private static final Set<String> READ = Set.of(Header.SCHEMA, VersionOne.SCHEMA);

    public Results {
        probes = List.copyOf(probes);
        runs = List.copyOf(runs);
        answers = List.copyOf(answers);
        imported = List.copyOf(imported);
        lines = List.copyOf(lines);
    }

    /// Reads a file without locking or changing it; a line torn off its end is left out and reported.
    ///
    /// @throws IOException in one line, if the file cannot be read or holds no results
    public static Results read(Path path) throws IOException {
        return of(path, Files.readAllBytes(path));
    }

    /// Reads the content of a file.
    ///
    /// @param path  where it is from, for messages
    /// @throws IOException in one line, if it holds no results
    public static Results of(Path path, byte[] content) throws IOException {
        Lines whole = Lines.of(path, content);
        return of(path, whole.nodes(), whole.torn().isEmpty() ? "" : whole.torn() + "; that line is left out");
    }

    static Results of(Path path, List<JsonNode> lines, String torn) throws IOException {
        if (lines.isEmpty() || !READ.contains(lines.getFirst().path("schema").asString(""))) {
            throw new IOException(path + ": not results of this program; expected a first line with schema "
                    + Header.SCHEMA + " or " + VersionOne.SCHEMA);
        }
        Header header = header(path, lines.getFirst());
        List<ProbeResult> probes = new ArrayList<>();
        List<RunResult> runs = new ArrayList<>();
        List<AnswerResult> answers = new ArrayList<>();
        List<ImportedResult> imported = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            try {
                JsonNode line = header.schema().equals(VersionOne.SCHEMA)
                        ? VersionOne.upgraded(lines.get(i), header)
                        : lines.get(i);
                switch (line.path("type").asString("")) {
                    case ProbeResult.TYPE -> probes.add(ProbeResult.of(line));
                    case RunResult.TYPE -> runs.add(RunResult.of(line));
                    case AnswerResult.TYPE -> answers.add(AnswerResult.of(line));
                    case ImportedResult.TYPE -> imported.add(ImportedResult.of(line));
                    default -> {
                        // lines of types that come later
                    }
                }
            } catch (JacksonException e) {
                throw new IOException(
                        path + " line " + (i + 1) + ": " + ParserMessage.plain(e.getOriginalMessage()), e);
            } catch (IllegalArgumentException e) {
                throw new IOException(path + " line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return new Results(path, header, probes, runs, answers, imported, lines, torn);
    }

    private static Header header(Path path, JsonNode line) throws IOException {
        try {
            return Header.of(line);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + " line 1: " + e.getMessage(), e);
        }
    }
}
