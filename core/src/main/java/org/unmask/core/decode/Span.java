package org.unmask.core.decode;

/// Positions `[start, end)` of a sequence.
///
/// @param masked  the most masked positions among them in any sequence, or the fewest
/// @param fewest  whether `masked` counts those of the sequence that has the fewest
public record Span(int start, int end, int masked, boolean fewest) {
    public Span {
        if (start < 0 || end < start || masked < 0 || masked > end - start) {
            throw new IllegalArgumentException("bad span: start=" + start + " end=" + end + " masked=" + masked);
        }
    }

    /// The most masks of any sequence.
    public Span(int start, int end, int masked) {
        this(start, end, masked, false);
    }

    /// The fewest of any sequence.
    static Span fewest(int start, int end, int masked) {
        return new Span(start, end, masked, true);
    }
}
