package org.unmask.engine;

/// What the model predicts for a position of a sequence.
///
/// @param token  the most probable one that may be chosen, or one that was drawn
/// @param probability  the confidence in that token
/// @param margin  probability of the most probable token minus that of the next
/// @param entropy  of all tokens, in nats
record Prediction(int position, int token, double probability, double margin, double entropy) {}
