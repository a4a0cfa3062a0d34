package org.unmask.web.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.unmask.core.text.Reason;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a stream of events and notes when its pieces come. Comments, events without text and the one that only
/// says what was used are no pieces.
final class Reception {
    private static final String DATA = "data:";
    private static final String END = "[DONE]";
    /// Answers of long contexts, with scores of their tokens, stay far below.
    private static final int LONGEST_LINE = 1 << 24;

    private final LongSupplier clock;
    private final Optional<ToIntFunction<String>> counter;
    private final List<Chunk> chunks = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private OptionalInt promptTokens = OptionalInt.empty();
    private OptionalInt tokens = OptionalInt.empty();
    private int counted;
    private boolean streamed;
    private boolean finished;
    private Optional<String> error = Optional.empty();
    private long last;

    /// @param counter  counts the tokens of a text, if the server does not say how many there are
    Reception(LongSupplier clock, Optional<ToIntFunction<String>> counter) {
        this.clock = clock;
        this.counter = counter;
    }

    /// Reads to the end of the stream.
    ///
    /// @throws IOException if the connection breaks
    void read(BufferedReader lines) throws IOException {
        boolean ended = false;
        while (!ended && error.isEmpty()) {
            Optional<String> line = line(lines);
            ended = line.isEmpty() || isLast(line.get());
        }
        if (!finished && error.isEmpty()) {
            error = Optional.of(
                    streamed ? "the stream ended in the middle of the answer" : "the answer is no stream of events");
        }
    }

    /// The next line; empty at the end of the stream, and where a line does not end.
    private Optional<String> line(BufferedReader lines) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = lines.read();
        while (next >= 0 && next != '\n' && next != '\r') {
            if (line.length() == LONGEST_LINE) {
                error = Optional.of("a line of the answer has more than " + LONGEST_LINE + " characters");
                return Optional.empty();
            }
            line.append((char) next);
            next = lines.read();
        }
        return next < 0 && line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
    }

    /// Takes a line, and tells whether it ends the stream.
    private boolean isLast(String line) {
        if (!line.startsWith(DATA)) {
            return false;
        }
        streamed = true;
        String data = line.substring(DATA.length()).strip();
        if (data.equals(END)) {
            finished = true;
            return true;
        }
        event(data, clock.getAsLong());
        return false;
    }

    private void event(String data, long now) {
        JsonNode event;
        try {
            event = JsonMapper.shared().readTree(data);
        } catch (JacksonException _) {
            error = Optional.of("an event is not JSON");
            return;
        }
        if (event.has("error") && !event.path("error").isNull()) {
            error = Optional.of("error in the stream: " + message(event));
            return;
        }
        StringBuilder piece = new StringBuilder();
        for (JsonNode choice : event.path("choices")) {
            piece.append(choice.path("text").asString(""));
            piece.append(choice.path("delta").path("content").asString(""));
            piece.append(choice.path("delta").path("reasoning_content").asString(""));
            finished |= choice.path("finish_reason").isString();
        }
        JsonNode usage = event.path("usage");
        OptionalInt total = count(usage, "completion_tokens");
        if (!piece.isEmpty()) {
            text.append(piece);
            chunks.add(new Chunk(now, fresh(total)));
            last = now;
        }
        promptTokens = count(usage, "prompt_tokens").isPresent() ? count(usage, "prompt_tokens") : promptTokens;
        tokens = total.isPresent() ? total : tokens;
    }

    /// Tokens of a piece: those by which the server's count has grown, or else the tokenizer's.
    private OptionalInt fresh(OptionalInt total) {
        OptionalInt all = total.isEmpty() && counter.isPresent()
                ? OptionalInt.of(counter.get().applyAsInt(text.toString()))
                : total;
        if (all.isEmpty()) {
            return all;
        }
        int fresh = Math.max(0, all.getAsInt() - counted);
        counted = all.getAsInt();
        return OptionalInt.of(fresh);
    }

    private static OptionalInt count(JsonNode usage, String key) {
        return usage.path(key).isInt() && usage.path(key).intValue() >= 0
                ? OptionalInt.of(usage.path(key).intValue())
                : OptionalInt.empty();
    }

    /// What the error object of a server says, in one line.
    static String message(JsonNode body) {
        JsonNode error = body.path("error");
        String message =
                error.isString() ? error.stringValue() : error.path("message").asString(error.toString());
        return Reason.oneLine(message.length() > 200 ? message.substring(0, 200) + "..." : message);
    }

    /// All that came.
    ///
    /// @param failure  why the rest did not come, if the connection failed
    Received received(long intended, long sent, Optional<String> failure) {
        OptionalInt all = tokens.isEmpty() && counter.isPresent() && !text.isEmpty() ? OptionalInt.of(counted) : tokens;
        Optional<String> reason = failure.isPresent() ? failure : error;
        if (reason.isEmpty() && chunks.isEmpty() && all.orElse(0) == 0) {
            return new Received(intended, sent, chunks, clock.getAsLong(), promptTokens, OptionalInt.of(0), reason);
        }
        long end = reason.isPresent() ? clock.getAsLong() : last;
        return new Received(intended, sent, chunks, end, promptTokens, all, reason);
    }
}
