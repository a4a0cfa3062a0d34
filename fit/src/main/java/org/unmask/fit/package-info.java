/// Fits runtime profiles to times, and says how far predictions are from published ones.
///
/// [Calibration][org.unmask.fit.Calibration] turns [observations][org.unmask.fit.Observation] into a
/// [Fit][org.unmask.fit.Fit]; [PublishedPoints][org.unmask.fit.PublishedPoints] reads what somebody published,
/// [Validation][org.unmask.fit.Validation] compares profiles with it. Nothing here runs an engine or prints.
package org.unmask.fit;
