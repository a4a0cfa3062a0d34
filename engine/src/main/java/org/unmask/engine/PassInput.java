package org.unmask.engine;

import java.util.Optional;
import org.unmask.core.decode.Pass;

/// Everything the operators of a pass work on. Rows stand sequence by sequence, equally many of each.
final class PassInput {
    final Pass pass;

    /// Which sequences of the caches take part.
    final int[] sequences;

    /// Token of each row of the residual stream.
    final int[] tokens;

    /// Its position in its sequence.
    final int[] positions;

    /// Indices into `tokens` of the rows that go through the LM head.
    final int[] rows;

    final KeyValueCache cache;

    /// Outputs of layers from earlier passes, if the pass reuses any.
    final Optional<FeatureStore> features;

    /// A token that is never chosen, or -1.
    final int suppressed;

    PassInput(
            Pass pass,
            int[] sequences,
            int[] tokens,
            int[] positions,
            int[] rows,
            KeyValueCache cache,
            Optional<FeatureStore> features,
            int suppressed) {
        this.pass = pass;
        this.sequences = sequences;
        this.tokens = tokens;
        this.positions = positions;
        this.rows = rows;
        this.cache = cache;
        this.features = features;
        this.suppressed = suppressed;
    }
}
