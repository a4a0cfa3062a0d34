/// The contents of a report, before anybody draws them.
///
/// Start with [Figure][org.unmask.report.Figure], which is open: a page shows whatever implements it. A
/// [Part][org.unmask.report.Part] is some figures and the sentences about them. Every number has its
/// [Source][org.unmask.report.Source]. Never depends on the engine, on figures of one kind, or on the page.
package org.unmask.report;
