package org.unmask.result;

import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The first line of a result file: which study, when it was started, on what.
///
/// @param schema  the format of the lines
/// @param hash  of the study; results of another hash are never mixed in
/// @param started  to the second
/// @param environment  what a reader needs to judge a measurement, in a fixed order
public record Header(String schema, String study, String hash, Instant started, Map<String, String> environment) {
    /// The format that is written.
    public static final String SCHEMA = "unmask.result/2";

    /// How the note begins that says nothing is wrong.
    public static final String GOING_ON = "going on with";

    static final String TYPE = "study";

    public Header {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /// A header of this version.
    public Header(String study, String hash, Instant started, Map<String, String> environment) {
        this(SCHEMA, study, hash, started, environment);
    }

    /// The line of this header.
    public ObjectNode json() {
        ObjectNode line = JsonMapper.shared()
                .createObjectNode()
                .put("type", TYPE)
                .put("schema", schema)
                .put("study", study)
                .put("study_hash", hash)
                .put("started", started.toString());
        ObjectNode facts = line.putObject("environment");
        environment.forEach(facts::put);
        return line;
    }

    /// Reads what [#json] wrote.
    ///
    /// @throws IllegalArgumentException if the line is no header
    static Header of(JsonNode line) {
        Map<String, String> environment = new LinkedHashMap<>();
        line.path("environment")
                .properties()
                .forEach(fact -> environment.put(fact.getKey(), fact.getValue().asString("")));
        try {
            return new Header(
                    line.path("schema").asString(""),
                    line.path("study").asString(""),
                    line.path("study_hash").asString(""),
                    Instant.parse(line.path("started").asString("")),
                    environment);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("started: " + line.path("started") + "; expected a time", e);
        }
    }

    /// Begins a file with this header, or checks that it goes on with the same study.
    ///
    /// @param notes  told what a person should know, one line each
    /// @throws IOException if the file holds results of another study or of another version of the format
    public void begin(ResultFile file, Consumer<String> notes) throws IOException {
        if (!file.torn().isEmpty()) {
            notes.accept(file.torn());
        }
        if (file.lines().isEmpty()) {
            file.append(json());
            return;
        }
        JsonNode first = file.lines().getFirst();
        String written = first.path("schema").asString("");
        if (written.equals(VersionOne.SCHEMA)
                && first.path("study_hash").asString("").equals(hash)) {
            throw new IOException(file.path() + " holds results of format " + written + ", which are read but not added"
                    + " to: give another place with --out or --results, or move the file away");
        }
        if (!written.equals(schema) || !first.path("study_hash").asString("").equals(hash)) {
            throw new IOException(file.path() + " holds results of another study or another version of this one;"
                    + " give another place with --out, or move the file away");
        }
        environment.forEach((name, now) -> {
            String then = first.path("environment").path(name).asString("");
            if (!then.equals(now)) {
                notes.accept("earlier results were measured with " + name + " '" + then + "', now it is '" + now + "'");
            }
        });
        notes.accept(GOING_ON + " " + file.path() + ", " + (file.lines().size() - 1) + " results so far");
    }
}
