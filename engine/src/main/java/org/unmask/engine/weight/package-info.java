/// Weights: from safetensors and GGUF files, or from the portable generator; and back to files.
///
/// Start with [WeightSource][org.unmask.engine.weight.WeightSource];
/// [StoredWeights][org.unmask.engine.weight.StoredWeights] takes them from a
/// [TensorStore][org.unmask.engine.weight.TensorStore], [SyntheticWeights][org.unmask.engine.weight.SyntheticWeights]
/// makes them up. Nothing here computes a pass.
package org.unmask.engine.weight;
