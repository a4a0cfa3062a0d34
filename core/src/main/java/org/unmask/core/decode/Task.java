package org.unmask.core.decode;

/// What the canvas needs to know of a pass beyond its counts.
///
/// Positions are absolute within a sequence, the prompt starting at 0. A pass computes the positions
/// `[from, from + queries)`, stores their keys and values at these positions, attends to the positions
/// `[0, context + queries)`, and may commit masked positions of the active block `[start, end)`.
///
/// @param masked  the most masked positions of the active block in any sequence of the pass
/// @param step  number of passes that came before in this block
public record Task(Phase phase, int from, int start, int end, int masked, int step, Commit commit) {
    public Task {
        if (from < 0 || start < 0 || end < start || masked < 0 || masked > end - start || step < 0) {
            throw new IllegalArgumentException("bad task: from=" + from + " start=" + start + " end=" + end + " masked="
                    + masked + " step=" + step);
        }
    }
}
