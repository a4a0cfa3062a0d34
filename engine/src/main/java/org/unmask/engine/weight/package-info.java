/// Weights: safetensors, GGUF and synthetic.
package org.unmask.engine.weight;
