package org.unmask.core.decode;

import java.util.List;
import org.unmask.core.op.Mask;

/// Linear self-speculation of a model that is trained to diffuse within blocks and to predict the next token
/// (Nemotron-Labs-Diffusion; `LinearSpec` of SGLang): it drafts a block as a diffusion model, and verifies it as an
/// autoregressive one.
///
/// With `n` tokens committed, `P` of the prompt:
///
/// | passes | queries | keys | mask | rows of logits |
/// |---|---|---|---|---|
/// | 1 | P | P | causal | 0 |
/// | per block, draft | B | n + B | full | B |
/// | per block, verify, which stores keys and values | B | n + B | causal | B |
///
/// A block gives 1 to B tokens; keys and values of the others are cut off. The last block may reach beyond the generated
/// length.
///
/// @param block  positions of a block
record SelfSpeculation(int block) implements Strategy {
    private static final Key<Integer> BLOCK =
            Key.positive(StrategyKeys.BLOCK, 32, "positions that are drafted and verified together");

    static final StrategyFamily FAMILY = StrategyFamily.priced(
            "self-speculation",
            "Nemotron-Labs-Diffusion: the model drafts a block by diffusion and verifies it by its own next tokens",
            List.of(BLOCK, StrategyKeys.ACCEPTANCE, StrategyKeys.ACCEPTED),
            values -> new SelfSpeculation(Drafts.checked(values, BLOCK, 1) + 1),
            "the engine does not verify drafts; predict prices it");

    /// One token of a block is the verify pass's own.
    @Override
    public int draft() {
        return block - 1;
    }

    @Override
    public Step start(Request request) {
        int prompt = request.promptTokens();
        Task task = new Task(Phase.PREFILL, 0, 0, prompt, 0, 0, new Commit.None());
        Pass pass = new Pass(request.batch(), prompt, 0, Mask.CAUSAL, 0, task);
        return new Step.Run(pass, outcome -> draft(request, prompt, 0, outcome.running()));
    }

    private Step draft(Request request, int known, int step, int running) {
        if (known >= request.length() || running == 0) {
            return Step.DONE;
        }
        Task task = new Task(Phase.DRAFT, known, known, known + block, 0, step, new Commit.None());
        Pass pass = new Pass(running, block, known, Mask.FULL, block, task);
        return new Step.Run(pass, _ -> verify(request, known, step, running));
    }

    private Step verify(Request request, int known, int step, int running) {
        int masked = Math.min(block, request.length() - known);
        Task task = new Task(Phase.VERIFY, known, known, known + masked, masked, step, new Commit.Assumed());
        Pass pass = new Pass(running, block, known, Mask.CAUSAL, block, task);
        return new Step.Run(
                pass, outcome -> draft(request, known + masked - outcome.masked(), step + 1, outcome.running()));
    }
}
