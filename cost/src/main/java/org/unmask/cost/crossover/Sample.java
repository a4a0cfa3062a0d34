package org.unmask.cost.crossover;

/// The two times at one value of what is varied: the proof of an answer.
///
/// @param value  a batch, a number of steps, tokens per pass, or prompt tokens
public record Sample(double value, double autoregressiveSeconds, double diffusionSeconds) {}
