package org.unmask.cost.crossover;

import java.util.Optional;

/// All answers at one prompt and one given batch.
///
/// @param given  both models as asked
/// @param batches  at the given prompt
/// @param steps  at the given batch and prompt
/// @param tokens  at the given batch and prompt
/// @param contexts  at the given batch
/// @param ridge  at the given prompt
/// @param drafts  at the given prompt; empty if the autoregressive model does not draft
public record Crossover(
        Contest contest,
        Race given,
        BatchCrossover batches,
        StepCrossover steps,
        TokenCrossover tokens,
        ContextCrossover contexts,
        RidgeCrossover ridge,
        Optional<DraftCrossover> drafts) {}
