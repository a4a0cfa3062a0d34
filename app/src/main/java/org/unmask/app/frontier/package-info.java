/// Quality against speed for people: the grid that is tried, and its front as text, JSON, CSV and a page.
///
/// Start with [FrontierRun][org.unmask.app.frontier.FrontierRun].
package org.unmask.app.frontier;
