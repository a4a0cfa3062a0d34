package org.unmask.engine;

import org.unmask.engine.spi.Choices;

/// What a pass predicts, for each of its rows of logits.
final class Predicted {
    final int[] tokens;

    /// The confidence in the token.
    final double[] probabilities;

    /// Probability of the most probable token minus that of the next.
    final double[] margins;

    /// In nats.
    final double[] entropies;

    Predicted(int rows) {
        tokens = new int[rows];
        probabilities = new double[rows];
        margins = new double[rows];
        entropies = new double[rows];
    }

    /// Takes over the most probable tokens of some rows.
    void take(Choices from, int first, int at, int count) {
        System.arraycopy(from.tokens, first, tokens, at, count);
        System.arraycopy(from.probabilities, first, probabilities, at, count);
        System.arraycopy(from.entropies, first, entropies, at, count);
        for (int i = 0; i < count; i++) {
            margins[at + i] = from.probabilities[first + i] - from.seconds[first + i];
        }
    }

    /// The results of rows `[from, to)`.
    Predicted part(int from, int to) {
        Predicted part = new Predicted(to - from);
        System.arraycopy(tokens, from, part.tokens, 0, to - from);
        System.arraycopy(probabilities, from, part.probabilities, 0, to - from);
        System.arraycopy(margins, from, part.margins, 0, to - from);
        System.arraycopy(entropies, from, part.entropies, 0, to - from);
        return part;
    }

    boolean isFinite(int row) {
        return Double.isFinite(probabilities[row]) && Double.isFinite(entropies[row]);
    }
}
