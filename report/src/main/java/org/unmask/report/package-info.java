/// The self-contained HTML report.
///
/// Start with [ReportData][org.unmask.report.ReportData], which holds everything a page shows, and
/// [Report][org.unmask.report.Report], which writes it. A page is its sections, each a
/// [Section][org.unmask.report.Section] of plain numbers with their [Source][org.unmask.report.Source];
/// figures drawn as lines are [LineFigure][org.unmask.report.LineFigure]. Never depends on the engine.
package org.unmask.report;
