package org.unmask.fleet;

import java.util.List;

/// The passes of one request, and what a client sees of them.
///
/// @param legs  in order
/// @param prefillUnit  what a part of the pass over the prompt must be a multiple of; 0 if the first pass is none over a
///     prompt that may be cut
/// @param firstToken  the leg whose first turn commits the first token
/// @param firstBlock  the leg whose last turn completes the first block; of autoregression, the first token
/// @param firstTokens  tokens of the first block that the client asked for
/// @param tokens  that the client asked for
/// @param keptBytes  what a sequence keeps from its first pass to its last; 0 if it keeps keys and values as they come
public record Script(
        List<Leg> legs, int prefillUnit, int firstToken, int firstBlock, int firstTokens, int tokens, long keptBytes) {
    public Script {
        legs = List.copyOf(legs);
        if (legs.isEmpty() || firstToken > firstBlock || firstBlock >= legs.size() || firstTokens > tokens) {
            throw new IllegalArgumentException("bad script: legs=" + legs.size() + " first token=" + firstToken
                    + " first block=" + firstBlock + " first tokens=" + firstTokens + " tokens=" + tokens);
        }
    }

    /// These passes, where the client asked for another number of tokens.
    Script asking(int other) {
        return other == tokens
                ? this
                : new Script(legs, prefillUnit, firstToken, firstBlock, Math.min(firstTokens, other), other, keptBytes);
    }

    /// The positions whose keys are kept when the first pass has run.
    int promptKeys() {
        return legs.getFirst().part().keys();
    }

    /// The most positions whose keys are kept.
    int mostKeys() {
        int most = 0;
        for (Leg leg : legs) {
            most = Math.max(most, leg.part().keys() + (leg.turns() - 1) * leg.contextStep());
        }
        return most;
    }

    /// The most positions that a pass computes.
    int mostTokens() {
        return legs.stream().mapToInt(leg -> leg.part().shape().tokens()).max().orElseThrow();
    }
}
