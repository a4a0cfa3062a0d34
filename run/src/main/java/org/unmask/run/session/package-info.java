/// A model with its weights, ready to generate: what `generate`, measurements and answers share.
///
/// Start with [LoadedModel][org.unmask.run.session.LoadedModel]; [Capacity][org.unmask.run.session.Capacity] says
/// beforehand whether there is room for it.
package org.unmask.run.session;
