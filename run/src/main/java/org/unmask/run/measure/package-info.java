/// Measurements on this machine: its roofs, runs of the engine under a clock, and what the numbers amount to.
///
/// Start with [MachineProbe][org.unmask.run.measure.MachineProbe] and
/// [Measurement][org.unmask.run.measure.Measurement]. The clock lives here; the engine has none.
package org.unmask.run.measure;
