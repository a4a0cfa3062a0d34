package org.unmask.cost.crossover;

import java.util.Optional;

/// At which batches drafts cost more than they save: the autoregressive model with its drafter against the same model
/// alone, at a prompt.
///
/// @param answer  [Answer#AT] if the model alone is faster at some batch; [Answer#NEVER] if at none that fits both,
///     [Answer#ALWAYS] if at every one
/// @param at  at the smallest batch at which the model alone is faster; of [Answer#NEVER] at the largest that fits both
/// @param before  one batch before
/// @param lasting  whether the model alone is faster at every larger batch that fits both, too
public record DraftCrossover(Answer answer, Optional<Duel> at, Optional<Duel> before, boolean lasting) {
    /// Both at one batch.
    public record Duel(int batch, double draftedSeconds, double aloneSeconds) {
        boolean isLost() {
            return aloneSeconds < draftedSeconds;
        }
    }
}
