/// Weights: from safetensors files, or from the portable generator.
///
/// Start with [WeightSource][org.unmask.engine.weight.WeightSource];
/// [SafetensorsWeights][org.unmask.engine.weight.SafetensorsWeights] and
/// [SyntheticWeights][org.unmask.engine.weight.SyntheticWeights] are the two there are. Nothing here computes a pass.
package org.unmask.engine.weight;
