package org.unmask.result.trace;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.unmask.input.InputFile;
import org.unmask.input.ParserMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// Reads the events of a Chrome trace one after the other, plain or compressed, whatever its size: only kernels, launches and
/// operators are kept, and no more than a limit of each.
final class TraceFile {
    /// Of each kind.
    private static final int MOST_EVENTS = 1_000_000;

    /// What a kernel takes with its operator, its launch and what it becomes.
    private static final int EVENT_BYTES = 600;

    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final int MAX_DEPTH = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxDocumentLength(-1)
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final Path path;
    private final Map<String, String> names = new HashMap<>();
    private final Map<List<List<Integer>>, List<List<Integer>>> shapes = new HashMap<>();
    private final List<TraceEvent> kernels = new ArrayList<>();
    private final List<TraceEvent> operators = new ArrayList<>();
    private final Map<Long, Long> launches = new HashMap<>();
    private String device = "";
    private boolean found;
    private boolean cut;
    private final int most = (int) Math.min(MOST_EVENTS, Runtime.getRuntime().maxMemory() / EVENT_BYTES);

    private TraceFile(Path path) {
        this.path = path;
    }

    /// What a file holds.
    ///
    /// @param device  name of the first device; empty if the file names none
    /// @param launches  ids of operators by the correlation of the kernels that they launched
    /// @param most  kernels, and operators, that are kept
    /// @param cut  whether there were more
    record Content(
            String device,
            List<TraceEvent> kernels,
            List<TraceEvent> operators,
            Map<Long, Long> launches,
            int most,
            boolean cut) {}

    /// @throws IOException in one line, naming the file, if it is missing, cut off, malformed or no trace
    static Content read(Path path) throws IOException {
        InputFile.checkRegular(path);
        TraceFile file = new TraceFile(path);
        try (InputStream in = open(path);
                JsonParser parser = JSON.createParser(ObjectReadContext.empty(), in)) {
            file.root(parser);
        } catch (JacksonIOException e) {
            throw new IOException(path + ": its compressed content is cut off or damaged", e);
        } catch (JacksonException e) {
            throw new IOException(path + ": " + message(e), e);
        } catch (ZipException | EOFException e) {
            throw new IOException(path + ": its compressed content is cut off or damaged", e);
        }
        if (!file.found) {
            throw new IOException(path + ": not a trace of the PyTorch profiler: it has no traceEvents");
        }
        return new Content(file.device, file.kernels, file.operators, file.launches, file.most, file.cut);
    }

    private static String message(JacksonException e) {
        String message = ParserMessage.plain(e.getOriginalMessage());
        return message.contains("end-of-input") ? "cut off: its JSON has no end" : "malformed JSON: " + message;
    }

    private static InputStream open(Path path) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        in.mark(2);
        boolean compressed = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
        in.reset();
        return compressed ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in;
    }

    private void root(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_ARRAY) {
            events(parser);
        } else if (first == JsonToken.START_OBJECT) {
            for (JsonToken next = parser.nextToken(); next == JsonToken.PROPERTY_NAME; next = parser.nextToken()) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                if (key.equals("traceEvents") && value == JsonToken.START_ARRAY) {
                    events(parser);
                } else if (key.equals("deviceProperties") && value == JsonToken.START_ARRAY) {
                    devices(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    /// The name of the first device that has one.
    private void devices(JsonParser parser) {
        int depth = 1;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return;
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.PROPERTY_NAME
                    && depth == 2
                    && parser.currentName().equals("name")) {
                String name = parser.nextToken() == JsonToken.VALUE_STRING ? parser.getString() : "";
                device = device.isEmpty() ? name : device;
            }
        }
    }

    private void events(JsonParser parser) throws IOException {
        found = true;
        long number = 0;
        for (JsonToken next = parser.nextToken();
                next != null && next != JsonToken.END_ARRAY;
                next = parser.nextToken()) {
            number++;
            if (next != JsonToken.START_OBJECT) {
                throw new IOException(path + ": event " + number + " is no object");
            }
            add(new EventReader(parser, names, shapes).read(), number);
        }
    }

    private void add(TraceEvent event, long number) throws IOException {
        switch (event.role()) {
            case KERNEL -> keep(event, kernels, number);
            case OPERATOR -> keep(event, operators, number);
            case LAUNCH -> {
                if (event.correlation() != 0 && event.external() != 0 && launches.size() < most) {
                    launches.put(event.correlation(), event.external());
                }
            }
            case NONE -> {
                // annotations, arrows and stacks say nothing of kernels
            }
        }
    }

    private void keep(TraceEvent event, List<TraceEvent> list, long number) throws IOException {
        if (!(event.microseconds() >= 0)
                || !Double.isFinite(event.start())
                || Double.isInfinite(event.microseconds())) {
            throw new IOException(path + ": event " + number + ": ts " + event.start() + " dur " + event.microseconds()
                    + "; expected a time and a duration from 0");
        }
        if (list.size() < most) {
            list.add(event);
        } else {
            cut = true;
        }
    }
}
