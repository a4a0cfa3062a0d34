package org.unmask.core.decode;

import java.util.List;

/// How prompts of different lengths stand in one batch: each has padding before it that nothing attends to.
///
/// With a unit of 1 all prompts end at the same position. With a larger unit the padding of each is a multiple of it, so
/// that blocks counted from position 0 stay whole; prompts then end in the same block, but not at the same position.
///
/// @param unit  what padding is a multiple of; 0 if all prompts are of one length
/// @param spread  how far apart the ends of prompts lie, less than the unit
public record Padding(int unit, int spread) {
    /// All prompts are of one length.
    public static final Padding NONE = new Padding(0, 0);

    public Padding {
        if (unit < 0 || spread < 0 || spread >= Math.max(1, unit)) {
            throw new IllegalArgumentException("bad padding: unit=" + unit + " spread=" + spread);
        }
    }

    /// The padding for prompts of these lengths.
    static Padding of(int unit, List<Integer> lengths) {
        int[] ends = lengths.stream()
                .mapToInt(length -> end(unit, longest(lengths), length))
                .toArray();
        int first = ends[0];
        int last = ends[0];
        for (int end : ends) {
            first = Math.min(first, end);
            last = Math.max(last, end);
        }
        return new Padding(unit, last - first);
    }

    /// Where the last of these prompts ends.
    static int lastEnd(int unit, List<Integer> lengths) {
        return lengths.stream()
                .mapToInt(length -> end(unit, longest(lengths), length))
                .max()
                .orElseThrow();
    }

    /// Positions before a prompt.
    ///
    /// @param lastEnd  where the last prompt of the batch ends
    public int before(int lastEnd, int length) {
        return unit == 0 ? 0 : (lastEnd / unit - length / unit) * unit;
    }

    private static int end(int unit, int longest, int length) {
        return new Padding(unit, 0).before(longest, length) + length;
    }

    private static int longest(List<Integer> lengths) {
        return lengths.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
}
