/// Measurements on this machine: its roofs, runs of the engine under a clock, and what the numbers amount to.
///
/// Start with [Protocol][org.unmask.run.measure.Protocol], what is to be run, and
/// [Measuring][org.unmask.run.measure.Measuring], which runs what a result file does not hold yet; under it are
/// [Measurement][org.unmask.run.measure.Measurement] and [MachineProbe][org.unmask.run.measure.MachineProbe]. The clock
/// lives here; the engine has none.
package org.unmask.run.measure;
