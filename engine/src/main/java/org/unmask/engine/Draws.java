package org.unmask.engine;

import java.util.Map;
import org.unmask.engine.weight.WeightGenerator;

/// Which rows of a pass are sampled, and the random numbers of each: one per token.
///
/// @param rows  by the index of the row among those with logits; other rows keep their most probable token
record Draws(Sampling sampling, Map<Integer, WeightGenerator> rows) {}
