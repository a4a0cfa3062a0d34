package org.unmask.core.decode;

import java.util.List;

/// What the canvas needs to know of a pass beyond its counts.
///
/// Positions are absolute within a sequence, the prompt starting at 0. A pass stores the keys and values of the
/// positions it computes, attends to the positions `[0, context + queries)`, and may commit masked positions of the
/// active region `[start, end)`.
///
/// @param gather  which positions are computed
/// @param from  the first of them, or where they are looked for
/// @param masked  the most masked positions of the active region in any sequence of the pass
/// @param step  number of passes that came before in this block
/// @param guidance  weight of classifier-free guidance, 0 for none: logits = unguided + (guidance + 1)·(guided -
///     unguided), the prompt being masked in the unguided half of the batch
/// @param watched  parts of the canvas whose masks the outcome must count
public record Task(
        Phase phase,
        Gather gather,
        int from,
        int start,
        int end,
        int masked,
        int step,
        Commit commit,
        double guidance,
        List<Span> watched) {
    public Task {
        watched = List.copyOf(watched);
        if (from < 0
                || start < 0
                || end < start
                || masked < 0
                || masked > end - start
                || step < 0
                || !(guidance >= 0)
                || Double.isInfinite(guidance)) {
            throw new IllegalArgumentException("bad task: from=" + from + " start=" + start + " end=" + end + " masked="
                    + masked + " step=" + step + " guidance=" + guidance);
        }
    }

    /// Contiguous positions, nothing watched.
    public Task(Phase phase, int from, int start, int end, int masked, int step, Commit commit) {
        this(phase, Gather.CONTIGUOUS, from, start, end, masked, step, commit, 0, List.of());
    }

    /// This task with other positions to compute.
    Task gathering(Gather other, int first) {
        return new Task(phase, other, first, start, end, masked, step, commit, guidance, watched);
    }

    /// This task with classifier-free guidance.
    Task guided(double weight) {
        return new Task(phase, gather, from, start, end, masked, step, commit, weight, watched);
    }

    /// This task that also counts the masks of other spans.
    Task watching(List<Span> spans) {
        return new Task(phase, gather, from, start, end, masked, step, commit, guidance, spans);
    }
}
