/// The self-contained HTML report.
///
/// Start with [ReportData][org.unmask.report.page.ReportData], which holds everything a page shows, and
/// [Report][org.unmask.report.page.Report], which writes it. A page knows its figures as
/// [Figure][org.unmask.report.Figure] only, never one kind of them.
package org.unmask.report.page;
