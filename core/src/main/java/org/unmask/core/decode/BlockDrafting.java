package org.unmask.core.decode;

import java.util.List;
import java.util.Optional;
import org.unmask.core.op.Mask;

/// Speculative decoding in which one pass drafts a block (DFlash, arXiv 2602.06036; `z-lab/dflash`): a few layers denoise
/// masks after the last known token, seeing everything that is known through states of the target.
///
/// With `n` tokens known, of which `a + 1` come from the verify pass before, `P` of the prompt, and blocks of `b = k + 1`:
///
/// | passes | of | queries | keys | rows of logits |
/// |---|---|---|---|---|
/// | 1 | target | P | P | 1 |
/// | per draft, keys and values of verified rows alone | drafter | a+1; at first P | n-1 | 0 |
/// | per draft, not causal | drafter | b | n-1+b | b-1 |
/// | per draft, verify | target | b | n-1+b | b |
///
/// The published loop computes the first two in one go; here the first is a pass of its own, so that a profile which
/// charges the dispatch of layers charges it twice.
///
/// @param draft  tokens proposed for a verify pass
/// @param layers  of the drafter
/// @param taps  layers of the target whose states it reads
record BlockDrafting(int draft, int layers, int taps) implements Strategy {
    private static final Key<Integer> LENGTH = Drafts.length(15);

    private static final Key<Integer> LAYERS =
            Key.positive("layers", 5, "layers of the drafter, each like one of the target");

    private static final Key<Integer> TAPS =
            Key.positive("taps", 5, "layers of the target whose states a projection joins for the drafter");

    static final StrategyFamily FAMILY = StrategyFamily.draftingWithin(
            "dflash",
            "DFlash: a few layers draft a block in one pass from states of the target; one pass of the target verifies",
            List.of(LENGTH, LAYERS, TAPS, StrategyKeys.ACCEPTANCE, StrategyKeys.ACCEPTED),
            values -> new BlockDrafting(Drafts.checked(values, LENGTH), values.get(LAYERS), values.get(TAPS)));

    @Override
    public Optional<Drafter> drafter() {
        return Optional.of(new Drafter.Block(layers, taps));
    }

    @Override
    public Step start(Request request) {
        return Autoregressive.prefill(
                request, running -> update(request, new Drafts.State(request.promptTokens() + 1, 0, 0, running)));
    }

    private Step update(Request request, Drafts.State state) {
        if (state.isDone(request)) {
            return Step.DONE;
        }
        int start = state.cached();
        Pass pass = Drafts.pass(request, state, Mask.CAUSAL, start, state.known() - 1, 0)
                .by(Role.DRAFTER_CACHE);
        Step.Run run = new Step.Run(pass, _ -> propose(request, state));
        return start == 0 ? Prefill.inParts(run, request, 1) : run;
    }

    private Step propose(Request request, Drafts.State state) {
        int start = state.known() - 1;
        Pass pass = Drafts.pass(request, state, Mask.FULL, start, start + draft + 1, draft);
        return new Step.Run(
                pass,
                _ -> Drafts.verify(
                        request, state, draft, (_, next) -> update(request, next.cached(state.known() - 1))));
    }
}
