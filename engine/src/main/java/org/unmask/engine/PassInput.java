package org.unmask.engine;

import org.unmask.core.decode.Pass;

/// Everything the operators of a pass work on.
final class PassInput {
    final Pass pass;

    /// Which sequences of the batch take part, ascending.
    final int[] sequences;

    /// `[sequences·queries]`.
    final int[] tokens;

    /// Indices into `tokens` of the rows that go through the LM head.
    final int[] rows;

    final KeyValueCache cache;

    /// A token that is never chosen, or -1.
    final int suppressed;

    PassInput(Pass pass, int[] sequences, int[] tokens, int[] rows, KeyValueCache cache, int suppressed) {
        this.pass = pass;
        this.sequences = sequences;
        this.tokens = tokens;
        this.rows = rows;
        this.cache = cache;
        this.suppressed = suppressed;
    }
}
