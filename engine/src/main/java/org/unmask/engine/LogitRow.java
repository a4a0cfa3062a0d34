package org.unmask.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/// A row of logits.
///
/// @param index  of its row in the residual stream
/// @param position  that its logits predict
record LogitRow(int index, int position) {
    /// The rows of a sequence that get logits: first those that predict wanted positions, then others of the generated
    /// part, then the rest, as many as the pass asks for.
    ///
    /// @param positions  of the rows of the sequence
    /// @param offset  index of the first of them
    /// @param ahead  1 if a row predicts the position after it
    static List<LogitRow> choose(
            int[] positions, int offset, int ahead, int count, IntPredicate wanted, int promptEnd) {
        List<LogitRow> first = new ArrayList<>();
        List<LogitRow> generated = new ArrayList<>();
        List<LogitRow> others = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < positions.length; i++) {
            LogitRow row = new LogitRow(offset + i, positions[i] + ahead);
            // A row that is there twice, to fill up, predicts nothing new.
            boolean isNew = seen.add(positions[i]);
            if (isNew && wanted.test(row.position())) {
                first.add(row);
            } else if (isNew && row.position() >= promptEnd) {
                generated.add(row);
            } else {
                others.add(row);
            }
        }
        first.addAll(generated);
        first.addAll(others);
        return first.subList(0, Math.min(count, first.size())).stream()
                .sorted(Comparator.comparingInt(LogitRow::index))
                .toList();
    }
}
