package org.unmask.web.load;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.unmask.core.text.Reason;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a stream of events and notes when its pieces come. Comments, events without text and the one that only
/// says what was used are no pieces. Tokens that are no text, as half a character is not, come with the text before them:
/// an event by whose count they show is a piece if text has come, so that their time is not lost.
final class Reception implements Intake.Sink {
    private static final String DATA = "data:";
    private static final String END = "[DONE]";
    /// Answers of long contexts, with scores of their tokens, stay far below.
    private static final int LONGEST_LINE = 1 << 24;

    private final LongSupplier clock;
    private final Optional<ToIntFunction<String>> counter;
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private OptionalInt promptTokens = OptionalInt.empty();
    private OptionalInt tokens = OptionalInt.empty();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean streamed;
    private boolean finished;
    private boolean ended;
    private Optional<String> error = Optional.empty();

    /// When the last event of the answer came, which brings text or says why there is no more.
    private OptionalLong last = OptionalLong.empty();

    /// A piece of the answer.
    ///
    /// @param at  when it came
    /// @param end  characters of the text with it
    /// @param total  tokens so far, as the server counts them; empty if it does not say
    private record Piece(long at, int end, OptionalInt total) {}

    /// @param counter  counts the tokens of a text, if the server does not say how many there are
    Reception(LongSupplier clock, Optional<ToIntFunction<String>> counter) {
        this.clock = clock;
        this.counter = counter;
    }

    @Override
    public boolean take(ByteBuffer bytes) {
        while (bytes.hasRemaining() && !isOver()) {
            byte[] part = new byte[toLineEnd(bytes)];
            bytes.get(part);
            if (line.size() + part.length > LONGEST_LINE) {
                error = Optional.of("a line of the answer has more than " + LONGEST_LINE + " bytes");
                return false;
            }
            line.writeBytes(part);
            if (bytes.hasRemaining()) {
                bytes.get();
                line();
            }
        }
        return !isOver();
    }

    @Override
    public void end() {
        if (!isOver()) {
            line();
        }
        if (!finished && error.isEmpty()) {
            error = Optional.of(
                    streamed ? "the stream ended in the middle of the answer" : "the answer is no stream of events");
        }
    }

    /// Bytes of a line that are there.
    private static int toLineEnd(ByteBuffer bytes) {
        int end = bytes.position();
        while (end < bytes.limit() && bytes.get(end) != '\n' && bytes.get(end) != '\r') {
            end++;
        }
        return end - bytes.position();
    }

    private boolean isOver() {
        return ended || error.isPresent();
    }

    private void line() {
        String whole = line.toString(StandardCharsets.UTF_8);
        line.reset();
        ended = isLast(whole);
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
        boolean over = false;
        for (JsonNode choice : event.path("choices")) {
            piece.append(choice.path("text").asString(""));
            piece.append(choice.path("delta").path("content").asString(""));
            piece.append(choice.path("delta").path("reasoning_content").asString(""));
            over |= choice.path("finish_reason").isString();
        }
        finished |= over;
        JsonNode usage = event.path("usage");
        OptionalInt total = count(usage, "completion_tokens");
        boolean isPiece = !piece.isEmpty() || hasGrown(event, total);
        if (isPiece) {
            text.append(piece);
            pieces.add(new Piece(now, text.length(), total));
        }
        last = isPiece || over ? OptionalLong.of(now) : last;
        promptTokens = count(usage, "prompt_tokens").isPresent() ? count(usage, "prompt_tokens") : promptTokens;
        tokens = total.isPresent() ? total : tokens;
    }

    /// Whether an event of the answer counts more tokens than the piece before it.
    private boolean hasGrown(JsonNode event, OptionalInt total) {
        return !pieces.isEmpty()
                && !event.path("choices").isEmpty()
                && total.isPresent()
                && pieces.getLast().total().isPresent()
                && total.getAsInt() > pieces.getLast().total().getAsInt();
    }

    /// The pieces with their tokens: those by which the server's count has grown, or else the tokenizer's. They are counted
    /// when the answer is complete, so that nothing comes late because something is being counted.
    private List<Chunk> counted() {
        List<Chunk> chunks = new ArrayList<>();
        int before = 0;
        for (Piece piece : pieces) {
            OptionalInt total = piece.total().isEmpty() ? tokenized(piece.end()) : piece.total();
            int all = total.orElse(before);
            chunks.add(new Chunk(piece.at(), total.isEmpty() ? total : OptionalInt.of(Math.max(0, all - before))));
            before = all;
        }
        return chunks;
    }

    /// Tokens of the text up to some character, as the tokenizer counts them; empty if there is none.
    private OptionalInt tokenized(int end) {
        return counter.isPresent()
                ? OptionalInt.of(counter.get().applyAsInt(text.substring(0, end)))
                : OptionalInt.empty();
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
        OptionalInt all = tokens.isEmpty() && !text.isEmpty() ? tokenized(text.length()) : tokens;
        Optional<String> reason = failure.isPresent() ? failure : error;
        List<Chunk> chunks = counted();
        if (reason.isEmpty() && chunks.isEmpty() && all.isEmpty()) {
            all = OptionalInt.of(0);
        }
        long end = reason.isPresent() ? clock.getAsLong() : last.orElseGet(clock);
        return new Received(intended, sent, chunks, end, promptTokens, all, reason);
    }
}
