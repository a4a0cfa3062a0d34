package org.unmask.core.decode;

/// Positions `[start, end)` of a sequence.
///
/// @param masked  the most masked positions among them in any sequence
public record Span(int start, int end, int masked) {
    public Span {
        if (start < 0 || end < start || masked < 0 || masked > end - start) {
            throw new IllegalArgumentException("bad span: start=" + start + " end=" + end + " masked=" + masked);
        }
    }
}
