package org.unmask.core.decode;

import java.util.List;
import java.util.Optional;
import org.unmask.core.op.Mask;

/// Speculative decoding (Leviathan et al., arXiv 2211.17192; Chen et al., arXiv 2302.01318): a drafter proposes `k` tokens
/// one after the other, and one pass of the target verifies them together. What it keeps, and the token it adds itself,
/// are what it would have generated alone; keys and values of the rest are cut off.
///
/// With `n` tokens known, of which `a + 1` come from the verify pass before, and `P` of the prompt:
///
/// | passes | of | queries | keys | rows of logits |
/// |---|---|---|---|---|
/// | 1 | target | P | P | 1 |
/// | per draft, the first: what is new to its cache | drafter | 1, or 2 if a = k; at first P+1 | n | 1 |
/// | per draft, i = 1 .. k-1 | drafter | 1 | n+i | 1 |
/// | per draft, verify | target | k+1 | n+k | k+1 |
///
/// A look-up of n-grams in prompt and answer (prompt lookup, Saxena 2023; LLMA, arXiv 2304.04487) proposes tokens without
/// a pass. The last draft is as long as the others: what it proposes beyond the generated length is computed and thrown
/// away. Sequences of a batch go on together, by the tokens that the slowest of them has; those that know more already
/// compute them once more.
///
/// @param model  the drafter; empty if tokens are looked up
/// @param draft  tokens proposed for a verify pass
record SpeculativeDecoding(Optional<String> model, int draft) implements Strategy {
    /// Stands for a look-up in the place of a drafter.
    static final String LOOKUP = "ngram";

    private static final Key<Integer> LENGTH = Drafts.length(5);

    static final StrategyFamily FAMILY = new StrategyFamily(
            "speculative",
            "an autoregressive model drafts tokens, or a look-up of n-grams does; one pass of the target verifies them",
            true,
            List.of(StrategyKeys.DRAFTER, LENGTH, StrategyKeys.ACCEPTANCE, StrategyKeys.ACCEPTED),
            values -> new SpeculativeDecoding(
                    Optional.of(values.get(StrategyKeys.DRAFTER)).filter(name -> !name.equals(LOOKUP)),
                    Drafts.checked(values, LENGTH)),
            Optional.empty());

    @Override
    public Optional<Drafter> drafter() {
        return model.map(Drafter.Named::new);
    }

    @Override
    public Step start(Request request) {
        return Autoregressive.prefill(
                request, running -> draft(request, new Drafts.State(request.promptTokens() + 1, 0, 0, running)));
    }

    private Step draft(Request request, Drafts.State state) {
        return state.isDone(request) ? Step.DONE : propose(request, state, model.isEmpty() ? draft : 0);
    }

    /// Proposes token number `proposed` of a draft, from 0; the first pass reads what is new, too.
    private Step propose(Request request, Drafts.State state, int proposed) {
        int known = state.known();
        if (proposed == draft) {
            // The drafter has no keys of the last token it proposed.
            return Drafts.verify(
                    request,
                    state,
                    draft,
                    (committed, next) -> draft(request, next.cached(known + Math.min(draft, committed) - 1)));
        }
        int end = known + proposed;
        int start = proposed == 0 ? state.cached() : end - 1;
        Step.Run run = new Step.Run(
                Drafts.pass(request, state, Mask.CAUSAL, start, end, 1), _ -> propose(request, state, proposed + 1));
        return start == 0 ? Prefill.inParts(run, request, 1) : run;
    }
}
