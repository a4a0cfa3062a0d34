/// What was measured, and its files: JSON lines with a format version and the environment, one synced line per finished run.
///
/// Start with [Setting][org.unmask.result.Setting], what was run, [Results][org.unmask.result.Results], which reads a
/// file without touching it, and [ResultFile][org.unmask.result.ResultFile], which adds to one. Knows nothing of engines
/// and reports, and reads no clock.
package org.unmask.result;
