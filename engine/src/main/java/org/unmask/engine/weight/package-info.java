/// Weights: from safetensors files, or from the portable generator.
///
/// Start with [WeightSource][org.unmask.engine.weight.WeightSource].
package org.unmask.engine.weight;
