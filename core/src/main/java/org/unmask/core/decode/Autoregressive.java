package org.unmask.core.decode;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.unmask.core.op.Mask;

/// Next-token prediction with a KV cache: one causal pass over the prompt, then one query per token.
///
/// | passes | queries | keys |
/// |---|---|---|
/// | 1 | P | P |
/// | i = 1 .. G-1 | 1 | P+i |
record Autoregressive() implements Strategy {
    static final StrategyFamily FAMILY = new StrategyFamily(
            "ar", "autoregressive with KV cache", true, List.of(), _ -> new Autoregressive(), Optional.empty());

    @Override
    public Step start(Request request) {
        return prefill(request, running -> decode(request, 1, running));
    }

    /// The pass over the prompt, which commits the first token.
    ///
    /// @param then  goes on with the sequences that have not stopped
    static Step prefill(Request request, IntFunction<Step> then) {
        int prompt = request.promptTokens();
        int rows = request.logits() == LogitRows.ALL ? prompt : 1;
        Task task = new Task(Phase.PREFILL, 0, prompt, prompt + 1, 1, 0, new Commit.Next());
        Pass pass = new Pass(request.batch(), prompt, 0, Mask.CAUSAL, rows, task);
        return new Step.Run(pass, outcome -> then.apply(outcome.running()));
    }

    private Step decode(Request request, int token, int running) {
        if (token == request.generatedTokens() || running == 0) {
            return Step.DONE;
        }
        int position = request.promptTokens() + token;
        Task task = new Task(Phase.DECODE, position - 1, position, position + 1, 1, 0, new Commit.Next());
        Pass pass = new Pass(running, 1, position - 1, Mask.CAUSAL, 1, task);
        Step.Stride rest = new Step.Stride(request.generatedTokens() - token, 1, 0, 1, () -> Step.DONE);
        return new Step.Run(pass, outcome -> decode(request, token + 1, outcome.running()), Optional.of(rest));
    }
}
