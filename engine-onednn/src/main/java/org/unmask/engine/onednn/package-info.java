/// The oneDNN backend: matrix products of a native library, with weights packed once.
///
/// Start with `OnednnBackend`, then `Matmul`. `Library` finds and loads the shared libraries, `Dnnl` names the functions
/// that are called. Everything but products is done by the vector backend. Knows operators' shapes, never models, strategies or prices.
package org.unmask.engine.onednn;
