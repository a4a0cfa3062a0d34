package org.unmask.result.imports;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.unmask.input.Fields;
import org.unmask.input.InputFile;
import org.unmask.input.ParserMessage;
import org.unmask.result.ImportedResult;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A file of another program, read as a whole.
///
/// @param text  the content; empty if it is JSON or YAML
/// @param objects  if the content is JSON, its objects in order: the only one, one per line, or those of a list; if it is
///     YAML, its object; empty if it is something else
public record ForeignFile(Path path, String text, List<Fields> objects) {
    /// Programs that keep every token's time write hundreds of megabytes.
    private static final long MAX_BYTES = 1L << 28;

    /// Tables and logs are written for people.
    private static final long MAX_TEXT_BYTES = 1L << 26;

    /// Of numbers, and pieces of texts that take as much memory.
    private static final int MAX_VALUES = 10_000_000;

    /// What a value takes, with room for the result that is made of it.
    private static final int VALUE_BYTES = 80;

    private static final int VALUE_CHARACTERS = 32;

    /// The most names that one object may have: each is kept to find one that stands twice, and no program writes so many.
    private static final int MAX_KEYS = 100_000;

    private static final int MAX_DEPTH = 64;

    /// Programs in Python write `NaN` and `Infinity`. That such a number is wrong can then be said with its key.
    private static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build());

    /// What the only program that writes YAML begins with.
    private static final Pattern YAML_START = Pattern.compile("(?:args|benchmarks|metadata):[ \\t]*\\R");

    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .loadSettings(LoadSettings.builder()
                    .setCodePointLimit((int) MAX_TEXT_BYTES)
                    .build())
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    public ForeignFile {
        objects = List.copyOf(objects);
    }

    /// Reads a file.
    ///
    /// @throws IOException in one line, naming the file, if it is missing, empty, too big, no text, or JSON that is cut off
    ///     or malformed
    static ForeignFile read(Path path) throws IOException {
        InputFile.checkRegular(path, MAX_BYTES);
        return switch (Content.of(path)) {
            case EMPTY -> throw new IOException(path + ": empty; expected results of " + Importers.known());
            case COMPRESSED ->
                throw new IOException(path + ": compressed; expand it, or see `unmask trace` if it is a trace of the"
                        + " PyTorch profiler");
            case JSON -> new ForeignFile(path, "", objects(path, MAPPER, "JSON"));
            case TEXT -> text(path);
        };
    }

    private static ForeignFile text(Path path) throws IOException {
        String text = InputFile.text(path, Math.min(MAX_TEXT_BYTES, memory() / 8));
        if (!YAML_START.matcher(text).lookingAt()) {
            return new ForeignFile(path, text, List.of());
        }
        List<Fields> objects = objects(path, YAML, "YAML");
        for (Fields each : objects) {
            checkWhole(path, each);
        }
        return new ForeignFile(path, "", objects);
    }

    /// YAML that is cut off is YAML. The program sorts its keys: of a benchmark the start comes after metrics and requests.
    private static void checkWhole(Path path, Fields fields) throws IOException {
        for (JsonNode benchmark : fields.node("benchmarks")) {
            if (!benchmark.has("benchmarks") && !benchmark.has("start_time")) {
                throw new IOException(path + ": cut off after " + Files.size(path) + " bytes: a benchmark without its"
                        + " start_time");
            }
        }
    }

    /// What the first characters tell. Lines of a log may begin with a bracket; a list of results goes on with an object.
    private enum Content {
        EMPTY,
        COMPRESSED,
        JSON,
        TEXT;

        private static final int GZIP = 0x1F;
        private static final int MARK = 0xEF;
        private static final int MARK_BYTES = 3;

        static Content of(Path path) throws IOException {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
                in.mark(MARK_BYTES);
                if (in.read() == MARK) {
                    in.skipNBytes(MARK_BYTES - 1L);
                } else {
                    in.reset();
                }
                int first = nextNotBlank(in);
                if (first == GZIP) {
                    return COMPRESSED;
                }
                if (first != '[') {
                    return first < 0 ? EMPTY : first == '{' ? JSON : TEXT;
                }
                int second = nextNotBlank(in);
                return second < 0 || second == '{' || second == '[' || second == ']' ? JSON : TEXT;
            }
        }

        private static int nextNotBlank(InputStream in) throws IOException {
            int next = in.read();
            while (next == ' ' || next == '\t' || next == '\r' || next == '\n') {
                next = in.read();
            }
            return next;
        }
    }

    private static List<Fields> objects(Path path, ObjectMapper mapper, String language) throws IOException {
        try {
            checkSize(path, mapper);
            return tree(path, mapper);
        } catch (JacksonException e) {
            throw new IOException(path + ": " + message(e, Files.size(path), language), e);
        }
    }

    /// What is held in memory is known before it is.
    private static void checkSize(Path path, ObjectMapper mapper) throws IOException {
        long most = Math.min(MAX_VALUES, memory() / VALUE_BYTES);
        long values = 0;
        try (InputStream in = Files.newInputStream(path);
                JsonParser parser = mapper.createParser(in)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                values += switch (token) {
                    case PROPERTY_NAME -> parser.currentName().length() / VALUE_CHARACTERS;
                    case VALUE_STRING -> 1 + parser.getStringLength() / VALUE_CHARACTERS;
                    default -> 1;
                };
                if (token == JsonToken.PROPERTY_NAME
                        && parser.streamReadContext().getCurrentIndex() >= MAX_KEYS) {
                    throw new IOException(path + ": an object of more than " + MAX_KEYS + " keys; no results look so");
                }
                if (values > most) {
                    throw new IOException(path + ": more than " + most + " values"
                            + (most < MAX_VALUES ? ", which is what memory holds; allow more (-Xmx) or" : ";")
                            + " export fewer requests");
                }
            }
        }
    }

    /// That may be used in all.
    private static long memory() {
        return Runtime.getRuntime().maxMemory();
    }

    private static List<Fields> tree(Path path, ObjectMapper mapper) throws IOException {
        List<Fields> objects = new ArrayList<>();
        try (InputStream in = Files.newInputStream(path);
                MappingIterator<JsonNode> roots =
                        mapper.readerFor(JsonNode.class).readValues(in)) {
            while (roots.hasNextValue()) {
                JsonNode root = roots.nextValue();
                for (JsonNode each : root.isArray() ? root : List.of(root)) {
                    objects.add(Fields.of(path + " result " + (objects.size() + 1), each));
                }
            }
        }
        return objects;
    }

    private static String message(JacksonException e, long bytes, String language) {
        String message = ParserMessage.plain(e.getOriginalMessage());
        return message.contains("end-of-input")
                ? "cut off after " + bytes + " bytes: its " + language + " has no end"
                : "byte " + at(e) + ": malformed " + language + ": " + message;
    }

    /// Errors about limits do not say where.
    private static long at(JacksonException e) {
        return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
    }

    /// The place of a result.
    ImportedResult.Source source(Importer importer, int number) {
        return new ImportedResult.Source(importer.id(), path.toString(), number);
    }

    /// The one object of a format that has no more.
    Fields only() throws IOException {
        if (objects.size() != 1) {
            throw new IOException(path + ": " + objects.size() + " results; expected one, as the program writes it");
        }
        return objects.getFirst();
    }

    /// Whether every key is in the first object, or in the first of a list.
    boolean hasKeys(List<String> keys) {
        return !objects.isEmpty() && objects.getFirst().keys().containsAll(keys);
    }

    /// Whether the content holds a table with bars whose heading has some names.
    boolean hasBars(List<String> names) {
        return Table.hasBars(text, names);
    }

    /// The names of the columns, if the content is a table with commas.
    List<String> columns() {
        return Table.names(text);
    }

    /// The rows of a table with commas.
    ///
    /// @throws IOException in one line, naming file and row, if it is none
    List<Fields> rows() throws IOException {
        return Table.rows(path.toString(), text);
    }
}
