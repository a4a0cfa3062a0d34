package org.unmask.cost.crossover;

import java.util.ArrayList;
import java.util.List;

/// Neighbouring values with the same verdict.
///
/// @param last  included
public record Range(int first, int last, Verdict verdict) {
    /// Joins values that come in order.
    static final class Joiner {
        private final List<Range> ranges = new ArrayList<>();

        void add(int value, Verdict verdict) {
            if (!ranges.isEmpty() && ranges.getLast().verdict() == verdict) {
                ranges.set(ranges.size() - 1, new Range(ranges.getLast().first(), value, verdict));
            } else {
                ranges.add(new Range(value, value, verdict));
            }
        }

        List<Range> ranges() {
            return List.copyOf(ranges);
        }
    }
}
