package org.unmask.engine;

/// What the model predicts for a position of a sequence.
///
/// @param token  the most probable one that may be chosen
/// @param probability  of that token
/// @param second  probability of the next token
/// @param entropy  of all tokens, in nats
record Prediction(int position, int token, double probability, double second, double entropy) {
    double margin() {
        return probability - second;
    }
}
