package org.unmask.core.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a pass achieved, as far as the strategy must know to go on.
///
/// @param committed  tokens committed, all sequences of the pass together
/// @param edited  committed tokens that were replaced by others, all sequences of the pass together
/// @param unfinished  sequences whose active region still has masked positions, or was edited
/// @param masked  the most masked positions left in the active region of any sequence
/// @param running  sequences that have not stopped; with the end-of-sequence token ignored, the whole batch
/// @param watched  the most masked positions left in any sequence, for each span the task watches
public record Outcome(int committed, int edited, int unfinished, int masked, int running, List<Integer> watched) {
    public Outcome {
        watched = List.copyOf(watched);
        if (committed < 0
                || edited < 0
                || unfinished < 0
                || masked < 0
                || running < 0
                || (unfinished == 0 && masked > 0)
                || (unfinished > 0 && masked == 0 && edited == 0)) {
            throw new IllegalArgumentException("bad outcome: committed=" + committed + " edited=" + edited
                    + " unfinished=" + unfinished + " masked=" + masked + " running=" + running);
        }
    }

    /// Without edits and watched spans.
    public Outcome(int committed, int unfinished, int masked, int running) {
        this(committed, 0, unfinished, masked, running, List.of());
    }

    /// The outcome if every sequence of the pass commits `tokens`, from left to right, and none stops.
    static Outcome uniform(Pass pass, int tokens, int running) {
        return uniform(pass, tokens, 0, running);
    }

    /// Likewise, `edits` tokens of every sequence being replaced.
    static Outcome uniform(Pass pass, int tokens, int edits, int running) {
        int sequences = pass.sequences();
        int masked = Math.max(pass.task().masked() - tokens, 0);
        return new Outcome(
                Math.multiplyExact(sequences, tokens),
                Math.multiplyExact(sequences, edits),
                masked > 0 || edits > 0 ? sequences : 0,
                masked,
                running,
                pass.task().commit() instanceof Commit.Regions
                        ? evenly(pass.task().watched(), tokens)
                        : leftToRight(pass.task().watched(), tokens));
    }

    /// Masks that stay in spans if `tokens` are shared by them, the first taking the rest.
    private static List<Integer> evenly(List<Span> spans, int tokens) {
        int[] left = spans.stream().mapToInt(Span::masked).toArray();
        int rest = Math.min(tokens, Arrays.stream(left).sum());
        while (rest > 0) {
            for (int i = 0; i < left.length && rest > 0; i++) {
                if (left[i] > 0) {
                    left[i]--;
                    rest--;
                }
            }
        }
        return Arrays.stream(left).boxed().toList();
    }

    /// Masks that stay in spans if `tokens` are committed from left to right.
    private static List<Integer> leftToRight(List<Span> spans, int tokens) {
        List<Integer> left = new ArrayList<>(spans.size());
        int rest = tokens;
        for (Span span : spans) {
            int taken = Math.min(rest, span.masked());
            left.add(span.masked() - taken);
            rest -= taken;
        }
        return left;
    }
}
