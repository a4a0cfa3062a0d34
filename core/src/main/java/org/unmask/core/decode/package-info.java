/// Decoding strategies as a series of forward passes that unfolds with feedback.
///
/// A [Strategy][org.unmask.core.decode.Strategy] says: run this [Pass][org.unmask.core.decode.Pass], then ask me
/// again with its [Outcome][org.unmask.core.decode.Outcome]. [Unfolding][org.unmask.core.decode.Unfolding] is the
/// one loop behind pricing, execution and replay; they differ only in the function from pass to outcome. Strategies
/// know counts and positions, never models, hardware or logits.
package org.unmask.core.decode;
