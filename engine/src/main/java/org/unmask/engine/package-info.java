/// Runs generations on a backend.
///
/// Start with [Engine][org.unmask.engine.Engine], a model with its weights on a backend, and
/// [Generation][org.unmask.engine.Generation], the function from pass to outcome that a strategy is unfolded with.
/// Never reads a clock: who wants times hands in a [Probe][org.unmask.engine.Probe].
package org.unmask.engine;
