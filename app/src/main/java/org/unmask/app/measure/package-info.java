/// Measurements on this machine: its roofs, runs of the engine under a clock, and what the numbers amount to.
///
/// Start with [MachineProbe][org.unmask.app.measure.MachineProbe] and
/// [Measurement][org.unmask.app.measure.Measurement]. The clock lives here; the engine has none.
package org.unmask.app.measure;
