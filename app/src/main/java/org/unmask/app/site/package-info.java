/// A static site: the answer for ten pairs of models, the figures of the papers, claims, commands and the method.
///
/// Start with [Site][org.unmask.app.site.Site]. Pages have no script, load nothing from other places, and take
/// their colours from the report.
package org.unmask.app.site;
