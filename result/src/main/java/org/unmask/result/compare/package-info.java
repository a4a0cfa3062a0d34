/// Two sets of measurements or predictions side by side, joined on what was run.
///
/// Start with [Side][org.unmask.result.compare.Side], which reads whatever has settings and times, and
/// [Comparison][org.unmask.result.compare.Comparison]. Knows nothing of engines and prices.
package org.unmask.result.compare;
