package org.unmask.engine;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// The rows of all groups of a pass, one group after the other. Operators that treat every row alike run over all of
/// them at once; each group attends to keys and values of its own.
final class PassRows {
    final List<PassInput> groups;

    /// Token of each row of the residual stream.
    final int[] tokens;

    /// Its position, as rotary embeddings count them.
    final int[] rotary;

    /// Indices into `tokens` of the rows that go through the LM head.
    final int[] rows;

    /// @param groups  several only if none of them is guided, and none reuses features
    PassRows(List<PassInput> groups) {
        this.groups = List.copyOf(groups);
        if (groups.size() > 1 && !groups.stream().allMatch(PassInput::isFusible)) {
            throw new IllegalArgumentException("a pass that is guided, or reuses features, runs alone");
        }
        this.tokens = joined(group -> group.tokens);
        this.rotary = joined(group -> group.rotary(group.positions));
        this.rows = joined(group -> group.rows);
        int headRow = groups.getFirst().rows.length;
        int row = groups.getFirst().tokens.length;
        for (PassInput group : groups.subList(1, groups.size())) {
            for (int i = 0; i < group.rows.length; i++) {
                rows[headRow++] += row;
            }
            row += group.tokens.length;
        }
    }

    private int[] joined(Function<PassInput, int[]> part) {
        return groups.size() == 1
                ? part.apply(groups.getFirst())
                : groups.stream().map(part).flatMapToInt(Arrays::stream).toArray();
    }

    /// The group of a pass that has one only.
    PassInput only() {
        if (groups.size() > 1) {
            throw new IllegalStateException("a pass of " + groups.size() + " groups, where one was expected");
        }
        return groups.getFirst();
    }

    /// Weight of classifier-free guidance, 0 for none.
    double guidance() {
        return groups.size() > 1 ? 0 : only().group.task().guidance();
    }

    /// Rows of logits that belong together: a row and its unguided copy.
    int copies() {
        return guidance() > 0 ? 2 : 1;
    }

    /// A token that is never chosen, or -1.
    int suppressed() {
        return groups.getFirst().suppressed;
    }
}
