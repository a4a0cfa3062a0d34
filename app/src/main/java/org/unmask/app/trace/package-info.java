/// Traces of the PyTorch profiler beside prices.
///
/// Start with [TracedPasses][org.unmask.app.trace.TracedPasses]: passes that are alike, and what the roofline says of them.
package org.unmask.app.trace;
