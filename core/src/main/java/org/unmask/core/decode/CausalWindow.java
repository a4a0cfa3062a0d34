package org.unmask.core.decode;

import java.util.List;
import org.unmask.core.op.Mask;

/// WeDLM (arXiv 2512.22737; `Tencent/WeDLM`): a window of filled and masked positions behind a causal cache.
///
/// The filled positions stand before the masks, with their own rotary positions, so that attention is causal and the keys
/// and values of the leftmost filled rows are final in the pass that computes them. Each pass commits these and refills
/// the window with as many masks; there is no commit pass. With `n` tokens committed:
///
/// | passes | queries | keys | rows of logits |
/// |---|---|---|---|
/// | 1 | P | P | 0 |
/// | until all are committed | W | P + n + W | W |
///
/// The last windows reach beyond the generated length.
///
/// @param window  positions of the window
record CausalWindow(int window) implements Strategy {
    private static final Key<Integer> WINDOW =
            Key.positive("window", 16, "positions of the window, filled and masked ones together");

    static final StrategyFamily FAMILY = StrategyFamily.priced(
            "wedlm",
            "WeDLM: a window over a causal cache, filled positions before masks; commits cost no pass",
            List.of(WINDOW, StrategyKeys.TOKENS_PER_PASS, StrategyKeys.PROFILE),
            values -> new CausalWindow(values.get(WINDOW)),
            "the engine does not reorder positions; predict prices it");

    @Override
    public Step start(Request request) {
        int prompt = request.promptTokens();
        Task task = new Task(Phase.PREFILL, 0, 0, prompt, 0, 0, new Commit.None());
        Pass pass = new Pass(request.batch(), prompt, 0, Mask.CAUSAL, 0, task);
        return new Step.Run(pass, outcome -> next(request, prompt, 0, outcome.running()));
    }

    /// @param known  tokens of prompt and answer that are committed
    private Step next(Request request, int known, int step, int running) {
        if (known >= request.length() || running == 0) {
            return Step.DONE;
        }
        int masked = Math.min(window, request.length() - known);
        Task task = new Task(Phase.DENOISE, known, known, known + masked, masked, step, new Commit.Assumed());
        Pass pass = new Pass(running, window, known, Mask.CAUSAL, window, task);
        return new Step.Run(
                pass, outcome -> next(request, known + masked - outcome.masked(), step + 1, outcome.running()));
    }
}
