package org.unmask.core.decode;

/// Dream's schedule: on step `i` of `S`, `⌊m·(1 - t[i+1]/t[i])⌋` of `m` masked tokens, `t` being `S+1` even points
/// from 1 to 0.001; on the last step all of them. (Dream, Ye et al., arXiv 2508.15487, its `generation_utils.py`.)
///
/// Arithmetic is float32, and the points are counted from both ends as PyTorch's `linspace` does: other roundings
/// give other numbers of tokens.
final class DreamSchedule {
    private static final float EPSILON = 1e-3f;

    private DreamSchedule() {}

    /// @param step  from 0, less than `steps`
    static int tokens(int masked, int steps, int step) {
        if (step >= steps - 1) {
            return masked;
        }
        float now = point(steps, step);
        float next = point(steps, step + 1);
        return (int) ((float) masked * (1 - next / now));
    }

    private static float point(int steps, int index) {
        float step = (EPSILON - 1f) / steps;
        int points = steps + 1;
        return index < points / 2 ? 1f + step * index : EPSILON - step * (points - 1 - index);
    }
}
