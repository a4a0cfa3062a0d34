package org.unmask.core.decode;

/// How many of the predicted tokens a pass keeps, per sequence.
public sealed interface Commit {
    Commit NONE = new None();
    Commit NEXT = new Next();

    /// The pass predicts nothing.
    record None() implements Commit {}

    /// The token after the last query (autoregression).
    record Next() implements Commit {}

    /// The `tokens` most confident masked positions of the active block, fewer if fewer are masked. Ties go to the
    /// smaller index.
    record Top(int tokens) implements Commit {
        public Top {
            if (tokens < 0) {
                throw new IllegalArgumentException("bad commit: tokens=" + tokens);
            }
        }
    }

    /// Every masked position of the active block with at least this `confidence`; if fewer than `atLeast` reach it,
    /// the `atLeast` most confident ones.
    record Confident(double confidence, int atLeast) implements Commit {
        public Confident {
            if (!(confidence > 0) || atLeast < 1) {
                throw new IllegalArgumentException("bad commit: confidence=" + confidence + " at least=" + atLeast);
            }
        }
    }

    /// A number that is assumed, not decided by logits; can be priced but not executed.
    record Assumed() implements Commit {}
}
