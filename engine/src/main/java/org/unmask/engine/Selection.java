package org.unmask.engine;

/// What the `select` operator leaves per row of logits: the token with the greatest logit and its probability.
final class Selection {
    final int[] tokens;
    final double[] probabilities;

    Selection(int rows) {
        this.tokens = new int[rows];
        this.probabilities = new double[rows];
    }
}
