/// The self-contained HTML report.
///
/// Start with [ReportData][org.unmask.app.report.ReportData], which holds everything a page shows, and
/// [Report][org.unmask.app.report.Report], which writes it. A page is its sections, each a
/// [Section][org.unmask.app.report.Section] of plain numbers with their [Source][org.unmask.app.report.Source];
/// figures drawn as lines are [LineFigure][org.unmask.app.report.LineFigure]. Never depends on the engine.
package org.unmask.app.report;
