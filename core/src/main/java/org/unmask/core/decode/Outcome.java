package org.unmask.core.decode;

/// What a pass achieved, as far as the strategy must know to go on.
///
/// @param committed  tokens committed, all sequences of the pass together
/// @param unfinished  sequences whose active block still has masked positions
/// @param masked  the most masked positions left in the active block of any sequence
/// @param running  sequences that have not stopped; with the end-of-sequence token ignored, the whole batch
public record Outcome(int committed, int unfinished, int masked, int running) {
    public Outcome {
        if (committed < 0 || unfinished < 0 || masked < 0 || running < 0 || (unfinished == 0) != (masked == 0)) {
            throw new IllegalArgumentException("bad outcome: committed=" + committed + " unfinished=" + unfinished
                    + " masked=" + masked + " running=" + running);
        }
    }

    /// The outcome if every sequence of the pass commits `tokens` and none stops.
    static Outcome uniform(Pass pass, int tokens, int running) {
        int masked = pass.task().masked() - tokens;
        return new Outcome(
                Math.multiplyExact(pass.batch(), tokens), masked > 0 ? pass.batch() : 0, Math.max(masked, 0), running);
    }
}
