/// The figures of reports, one file each: what is drawn, its table, and its data for the script of the same kind
/// beside it among the resources.
///
/// [LineFigure][org.unmask.report.figure.LineFigure] draws whatever is a line. Never depends on the page.
package org.unmask.report.figure;
