package org.unmask.web.load;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// What came back for one request. Times are nanoseconds of one clock.
///
/// Latencies begin when the request was to be sent, not when it was: a generator that is late must not make a
/// server look better (coordinated omission).
///
/// @param intended  when it was to be sent
/// @param sent  when it was
/// @param chunks  pieces of the answer, the first of which holds text
/// @param end  when the last of it came: text, or why there is no more
/// @param promptTokens  as the server counts them
/// @param tokens  of the answer, as the server or a tokenizer counts them
/// @param error  why there is no answer
public record Received(
        long intended,
        long sent,
        List<Chunk> chunks,
        long end,
        OptionalInt promptTokens,
        OptionalInt tokens,
        Optional<String> error) {
    private static final double NANOS_PER_SECOND = 1e9;

    public Received {
        chunks = List.copyOf(chunks);
    }

    /// How late the generator was, in seconds.
    public double lag() {
        return (sent - intended) / NANOS_PER_SECOND;
    }

    /// Seconds to the end of the answer.
    public double endSeconds() {
        return (end - intended) / NANOS_PER_SECOND;
    }

    /// Seconds to the first piece with text; empty if there was none.
    public OptionalDouble firstToken() {
        return chunks.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((chunks.getFirst().at() - intended) / NANOS_PER_SECOND);
    }

    /// Tokens of the first piece; empty if they are not known.
    ///
    /// Where there are as many pieces as tokens, each has one.
    public OptionalInt firstTokens() {
        if (chunks.isEmpty()) {
            return OptionalInt.empty();
        }
        if (chunks.getFirst().tokens().isPresent()) {
            return chunks.getFirst().tokens();
        }
        if (chunks.size() == 1) {
            return tokens;
        }
        return tokens.isPresent() && tokens.getAsInt() == chunks.size() ? OptionalInt.of(1) : OptionalInt.empty();
    }

    /// Whether all tokens came in one piece.
    public boolean isOnePiece() {
        return chunks.size() == 1;
    }

    /// Seconds per output token: the time from the first piece to the last over the tokens that came after the
    /// first piece. If one piece is all, there is no such time, and the whole time to it stands over all of its
    /// tokens. Empty if the tokens are not known.
    public OptionalDouble outputToken() {
        OptionalInt first = firstTokens();
        if (first.isEmpty() || tokens.isEmpty() || tokens.getAsInt() < 1) {
            return OptionalDouble.empty();
        }
        long from = isOnePiece() ? intended : chunks.getFirst().at();
        int brought = isOnePiece() ? tokens.getAsInt() : tokens.getAsInt() - first.getAsInt();
        return brought < 1
                ? OptionalDouble.empty()
                : OptionalDouble.of((chunks.getLast().at() - from) / NANOS_PER_SECOND / brought);
    }
}
