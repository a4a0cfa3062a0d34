package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.unmask.engine.spi.Backend;
import org.unmask.result.ResultFile;
import org.unmask.run.measure.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The first line of a result file: which study, when it was started, on what.
final class ResultHeader {
    private static final String TYPE = "study";

    /// How the note begins that says nothing is wrong.
    static final String GOING_ON = "going on with";

    private ResultHeader() {}

    /// Writes the header of a new file, or checks that of an old one.
    ///
    /// @param hash  of the study; results of another hash are never mixed in
    /// @throws IOException if the file holds results of another study
    static JsonNode of(
            ResultFile results,
            String study,
            String hash,
            Path home,
            Backend backend,
            int threads,
            Consumer<String> notes)
            throws IOException {
        if (!results.torn().isEmpty()) {
            notes.accept(results.torn());
        }
        if (results.lines().isEmpty()) {
            ObjectNode line = JsonMapper.shared().createObjectNode();
            line.put("type", TYPE)
                    .put("schema", ResultFile.SCHEMA)
                    .put("study", study)
                    .put("study_hash", hash)
                    .put(
                            "started",
                            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            ObjectNode environment = line.putObject("environment");
            Environment.describe(home, backend, threads).forEach(environment::put);
            results.append(line);
            return line;
        }
        JsonNode first = results.lines().getFirst();
        if (!first.path("schema").asString("").equals(ResultFile.SCHEMA)
                || !first.path("study_hash").asString("").equals(hash)) {
            throw new IOException(results.path() + " holds results of another study or another version of this one;"
                    + " give another place with --out, or move the file away");
        }
        Environment.describe(home, backend, threads).forEach((name, now) -> {
            String then = first.path("environment").path(name).asString("");
            if (!then.equals(now)) {
                notes.accept("earlier results were measured with " + name + " '" + then + "', now it is '" + now + "'");
            }
        });
        notes.accept(GOING_ON + " " + results.path() + ", " + (results.lines().size() - 1) + " results so far");
        return first;
    }
}
