/// The Vector API backend: portable kernels that use whatever vector registers the CPU has.
///
/// Start with `VectorBackend`, then `VectorKernels`, which names the class behind each kernel. `Lanes` is the
/// vocabulary all of them share, `Team` the threads. Knows operators' shapes, never models, strategies or prices.
package org.unmask.engine.vector;
