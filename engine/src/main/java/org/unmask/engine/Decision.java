package org.unmask.engine;

/// A position that got another token.
///
/// @param sequence  in the batch
/// @param position  in the sequence, the prompt starting at 0
/// @param token  that it holds now
/// @param confidence  probability the model gave that token
/// @param edited  whether the position had been decided before
public record Decision(int sequence, int position, int token, double confidence, boolean edited) {}
