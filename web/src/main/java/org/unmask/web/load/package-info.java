/// Puts load on a server that speaks the interface of OpenAI and measures what a client sees:
/// [Load][org.unmask.web.load.Load] sends requests by a [Plan][org.unmask.web.load.Plan],
/// [Figures][org.unmask.web.load.Figures] says what the answers amount to.
///
/// Answers may come in pieces of many tokens. No figure divides by the tokens of a piece as if they had come one by
/// one:
/// `docs/bench-endpoint.md` has the definitions.
package org.unmask.web.load;
