package org.unmask.bench;

import java.util.List;
import java.util.Locale;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;

/// One line of the speed table: a generation, of whose passes only those of one phase count.
///
/// @param command  the same for a peer: `prefill TOKENS`, `full TOKENS`, `decode SEQUENCES PROMPT TOKENS` or
///     `block QUERIES CONTEXT`
/// @param strategy  what the engine runs
/// @param counted  phase of the passes that count
/// @param tokens  what is done in them, for tokens per second; 0 where milliseconds are what one asks for
record SpeedTask(String name, String command, String strategy, Request request, Phase counted, int tokens) {
    private static final int DECODED = 8;
    private static final int PROMPT = 16;

    /// The lines, in order.
    static List<SpeedTask> all() {
        return List.of(
                prefill(128),
                prefill(512),
                new SpeedTask(
                        "full pass of 256, logits of all rows",
                        "full 256",
                        "diffusion:steps=1",
                        new Request(1, 128, 128, LogitRows.ALL),
                        Phase.DENOISE,
                        0),
                decode(1),
                decode(8),
                decode(32),
                new SpeedTask(
                        "block pass, 32 queries on a context of 256",
                        "block 32 256",
                        "block-diffusion:block=32,steps=1",
                        new Request(1, 256, 32, LogitRows.ACTIVE),
                        Phase.DENOISE,
                        0));
    }

    private static SpeedTask prefill(int tokens) {
        return new SpeedTask(
                "prefill " + tokens,
                "prefill " + tokens,
                "ar",
                new Request(1, tokens, 1, LogitRows.ACTIVE),
                Phase.PREFILL,
                tokens);
    }

    private static SpeedTask decode(int batch) {
        return new SpeedTask(
                "decode, batch " + batch,
                "decode " + batch + " " + PROMPT + " " + DECODED,
                "ar",
                new Request(batch, PROMPT, DECODED + 1, LogitRows.ACTIVE),
                Phase.DECODE,
                batch * DECODED);
    }

    boolean counts(Pass pass) {
        return pass.only().task().phase() == counted;
    }

    /// Seconds in the unit of this line.
    String show(double seconds) {
        if (Double.isNaN(seconds)) {
            return "cannot";
        }
        return tokens == 0
                ? String.format(Locale.ROOT, "%.0f ms", 1e3 * seconds)
                : String.format(Locale.ROOT, tokens / seconds < 30 ? "%.1f tok/s" : "%.0f tok/s", tokens / seconds);
    }
}
