/// The explorer: predictions side by side in a browser, priced anew at every movement of a slider.
///
/// Start with [Explorer][org.unmask.web.explorer.Explorer]. A [Question][org.unmask.web.explorer.Question] is what a page
/// asks, in the words of the command line; a [Comparison][org.unmask.web.explorer.Comparison] answers it. The page
/// computes nothing: whatever it shows is in the answer. `docs/explorer.md` describes both as a contract.
package org.unmask.web.explorer;
