/// Fits runtime profiles to times and says how far predictions are from them.
///
/// [Calibration][org.unmask.app.fit.Calibration] turns [observations][org.unmask.app.fit.Observation] into a
/// [Fit][org.unmask.app.fit.Fit]; [Validation][org.unmask.app.fit.Validation] compares profiles with published times.
/// Nothing here runs an engine.
package org.unmask.app.fit;
