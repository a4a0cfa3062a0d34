package org.unmask.core.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a pass achieved, as far as the strategy must know to go on.
///
/// @param committed  tokens committed, all sequences of the pass together
/// @param edited  committed tokens that were replaced by others, all sequences of the pass together
/// @param unfinished  sequences that need a further pass over the active region: it has masked positions or was edited, or,
///     where tokens may be edited, no pass has looked at it without masks
/// @param masked  the most masked positions left in the active region of any sequence
/// @param running  sequences that have not stopped; with the end-of-sequence token ignored, the whole batch
/// @param watched  masked positions left in the sequence that has the most, or the fewest, for each span the task watches
public record Outcome(int committed, int edited, int unfinished, int masked, int running, List<Integer> watched) {
    public Outcome {
        watched = List.copyOf(watched);
        if (committed < 0
                || edited < 0
                || unfinished < 0
                || masked < 0
                || running < 0
                || (unfinished == 0 && masked > 0)) {
            throw new IllegalArgumentException("bad outcome: committed=" + committed + " edited=" + edited
                    + " unfinished=" + unfinished + " masked=" + masked + " running=" + running);
        }
    }

    /// Without edits and watched spans.
    public Outcome(int committed, int unfinished, int masked, int running) {
        this(committed, 0, unfinished, masked, running, List.of());
    }

    /// The outcome if every sequence of a group commits `tokens`, from left to right, and none stops.
    static Outcome uniform(Pass.Group group, int tokens, int running) {
        return uniform(group, tokens, 0, running);
    }

    /// Likewise, `edits` tokens of every sequence being replaced.
    static Outcome uniform(Pass.Group group, int tokens, int edits, int running) {
        int sequences = group.sequences();
        int masked = Math.max(group.task().masked() - tokens, 0);
        return new Outcome(
                Math.multiplyExact(sequences, tokens),
                Math.multiplyExact(sequences, edits),
                masked > 0 || edits > 0 ? sequences : 0,
                masked,
                running,
                left(group.task(), tokens));
    }

    /// Masks that stay in the watched spans. Sequences being alike, the one with the fewest masks of a span is the one with
    /// the most too.
    private static List<Integer> left(Task task, int tokens) {
        if (task.watched().isEmpty()) {
            return List.of();
        }
        List<Span> most = task.watched().stream().filter(span -> !span.fewest()).toList();
        List<Integer> left = task.commit() instanceof Commit.Regions ? evenly(most, tokens) : leftToRight(most, tokens);
        Map<Integer, Integer> byStart = new HashMap<>();
        for (int i = 0; i < left.size(); i++) {
            byStart.put(most.get(i).start(), left.get(i));
        }
        return task.watched().stream()
                .map(span -> Math.min(span.masked(), byStart.getOrDefault(span.start(), span.masked())))
                .toList();
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
