package org.unmask.engine;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.unmask.core.decode.Pass;

/// Everything the operators of a pass work on in one of its groups. Rows stand sequence by sequence, equally many of
/// each.
final class PassInput {
    final Pass pass;

    /// The sequences of the pass, which are alike.
    final Pass.Group group;

    /// Which sequences of the caches take part.
    final int[] sequences;

    /// Token of each row of the residual stream.
    final int[] tokens;

    /// Its position in its sequence, padding included.
    final int[] positions;

    /// Positions of padding before each of the sequences.
    final int[] padding;

    /// Indices into `tokens` of the rows that go through the LM head.
    final int[] rows;

    final KeyValueCache cache;

    /// Outputs of layers from earlier passes, if the pass reuses any.
    final Optional<FeatureStore> features;

    /// A token that is never chosen, or -1.
    final int suppressed;

    /// Which rows are sampled, if any are.
    final Optional<Draws> draws;

    PassInput(
            Pass pass,
            int[] sequences,
            int[] tokens,
            int[] positions,
            int[] padding,
            int[] rows,
            KeyValueCache cache,
            Optional<FeatureStore> features,
            int suppressed,
            Optional<Draws> draws) {
        this.pass = pass;
        this.group = pass.only();
        this.sequences = sequences;
        this.tokens = tokens;
        this.positions = positions;
        this.padding = padding;
        this.rows = rows;
        this.cache = cache;
        this.features = features;
        this.suppressed = suppressed;
        this.draws = draws;
    }

    /// Whether it may share a pass with other groups: guidance adds rows that belong to others, and reused features
    /// leave rows out.
    boolean isFusible() {
        return features.isEmpty() && group.task().guidance() == 0;
    }

    /// Positions as rotary embeddings count them, from the first that is no padding; padding itself stands at 0.
    ///
    /// @param at  position of each row, equally many of every sequence
    int[] rotary(int[] at) {
        if (Arrays.stream(padding).allMatch(positionsBefore -> positionsBefore == 0)) {
            return at;
        }
        int rows = at.length / sequences.length;
        return IntStream.range(0, at.length)
                .map(i -> Math.max(0, at[i] - padding[i / rows]))
                .toArray();
    }
}
