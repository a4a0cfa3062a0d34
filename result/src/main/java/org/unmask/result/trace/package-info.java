/// Traces of the PyTorch profiler: kernels become operators of passes.
///
/// Start with [Trace][org.unmask.result.trace.Trace]. Nothing is priced here.
package org.unmask.result.trace;
