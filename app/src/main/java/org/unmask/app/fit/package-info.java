/// Fits and validations as text, tables and files.
///
/// [FitFormats][org.unmask.app.fit.FitFormats] prints a [Fit][org.unmask.fit.Fit] and
/// [validations][org.unmask.fit.Validation]; [FittedProfile][org.unmask.app.fit.FittedProfile] makes a profile of a fit.
package org.unmask.app.fit;
