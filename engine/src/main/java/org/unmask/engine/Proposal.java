package org.unmask.engine;

import java.util.Optional;

/// A token that a draft has at a position.
///
/// @param drawnFrom  what the drafter drew it from; empty if it is certain, as one that was looked up
/// @param total  of the weights of what it was drawn from
record Proposal(int token, Optional<Candidates> drawnFrom, double total) {
    /// A token that the drafter proposes for certain.
    static Proposal certain(int token) {
        return new Proposal(token, Optional.empty(), 1);
    }

    /// A token that was drawn.
    static Proposal drawn(int token, Candidates from) {
        return new Proposal(token, Optional.of(from), from.total());
    }

    /// The probability with which the drafter proposes a token there.
    double probability(int other) {
        return drawnFrom.map(candidates -> candidates.weightOf(other) / total).orElse(other == token ? 1.0 : 0.0);
    }
}
