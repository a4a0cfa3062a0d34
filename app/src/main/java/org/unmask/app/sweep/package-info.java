/// Cross products of predictions of any size, streamed to a file with all cores and in constant memory.
///
/// Start with [Sweep][org.unmask.app.sweep.Sweep]; a [Grid][org.unmask.cost.sweep.Grid] is what it runs over, a
/// [Sink][org.unmask.app.table.Sink] where rows go.
package org.unmask.app.sweep;
