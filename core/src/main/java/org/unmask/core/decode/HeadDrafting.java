package org.unmask.core.decode;

import java.util.List;
import java.util.Optional;
import org.unmask.core.op.Mask;

/// Speculative decoding in which a head of the target drafts: one or more layers that read its states (multi-token
/// prediction of DeepSeek-V3, arXiv 2412.19437, section 2.2; EAGLE, Li et al., arXiv 2401.15077).
///
/// The head's row for a position joins the state that the target left there with the embedding of the next token. So it
/// reads every verified row again, whose state it did not have when it drafted, and then one row for each further token,
/// with its own states. With `n` tokens known, of which `a + 1` come from the verify pass before, and `P` of the prompt:
///
/// | passes | of | queries | keys | rows of logits |
/// |---|---|---|---|---|
/// | 1 | target | P | P | 1 |
/// | per draft, the first | head | a+1; at first P | n-1 | 1 |
/// | per draft, i = 1 .. k-1 | head | 1 | n-1+i | 1 |
/// | per draft, verify | target | k+1 | n+k | k+1 |
///
/// @param layers  of the head
/// @param draft  tokens proposed for a verify pass
record HeadDrafting(int layers, int draft) implements Strategy {
    private static final Key<Integer> LAYERS =
            Key.positive("layers", 1, "layers of the head, each like one of the target");

    private static final Key<Integer> LENGTH = Drafts.length(3);

    static final StrategyFamily FAMILY = StrategyFamily.draftingWithin(
            "mtp",
            "a head of the target drafts (multi-token prediction, EAGLE); one pass of the target verifies",
            List.of(LENGTH, LAYERS, StrategyKeys.ACCEPTANCE, StrategyKeys.ACCEPTED),
            values -> new HeadDrafting(values.get(LAYERS), Drafts.checked(values, LENGTH)));

    @Override
    public Optional<Drafter> drafter() {
        return Optional.of(new Drafter.Head(layers));
    }

    @Override
    public Step start(Request request) {
        return Autoregressive.prefill(
                request, running -> draft(request, new Drafts.State(request.promptTokens() + 1, 0, 0, running)));
    }

    private Step draft(Request request, Drafts.State state) {
        return state.isDone(request) ? Step.DONE : propose(request, state, 0);
    }

    private Step propose(Request request, Drafts.State state, int proposed) {
        if (proposed == draft) {
            // The rows of all verified tokens are read again with the states of the target.
            return Drafts.verify(
                    request, state, draft, (committed, next) -> draft(request, next.cached(state.known() - 1)));
        }
        int end = state.known() - 1 + proposed;
        int start = proposed == 0 ? state.cached() : end - 1;
        Step.Run run = new Step.Run(
                Drafts.pass(request, state, Mask.CAUSAL, start, end, 1), _ -> propose(request, state, proposed + 1));
        return start == 0 ? Prefill.inParts(run, request, 1) : run;
    }
}
