/// Predictions, crossovers and their maps as text, JSON and CSV.
///
/// Start with [Formats][org.unmask.app.print.Formats]; nothing here computes.
package org.unmask.app.print;
