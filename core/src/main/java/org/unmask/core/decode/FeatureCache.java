package org.unmask.core.decode;

import org.unmask.core.op.Mask;

/// Masked diffusion whose layers keep features between passes (dLLM-Cache, Liu et al., arXiv 2506.06295).
///
/// Every layer but the first takes keys, values, attention outputs and MLP outputs of the prompt from the last of
/// every Kp passes, and those of the generated part from the last of every Kg; in between it computes the share ρ of
/// the generated part whose values changed most. Passes and commits are those of [FullCanvas].
///
/// Passes are counted over the whole request and for the whole batch (upstream's one step counter). A sequence that waits
/// at the end of a block for others, which only happens when logits decide how many tokens a pass commits, therefore meets
/// other refreshes than alone. With a fixed schedule, or with a single block, sequences do not depend on each other.
///
/// | pass n = 1, 2, ... is a refresh of | queries in layers after the first | keys |
/// |---|---|---|
/// | prompt and generated part | L | L |
/// | the generated part, (n-1) mod Kg = 0 | G | L |
/// | the prompt, (n-1) mod Kp = 0 | P + ⌊ρG⌋ | L |
/// | neither | ⌊ρG⌋, and values of all G | L |
///
/// @param promptInterval  Kp
/// @param generatedInterval  Kg
/// @param ratio  ρ, from 0 to 1; 0 reuses everything
record FeatureCache(int block, Rule rule, int promptInterval, int generatedInterval, double ratio) implements Strategy {
    private static final Key<Integer> BLOCK = StrategyKeys.block(Key.Initial.generated());
    private static final Key<Integer> PROMPT_INTERVAL =
            Key.positive("prompt-interval", 100, "passes between two refreshes of the prompt");
    private static final Key<Integer> GENERATED_INTERVAL =
            Key.positive("gen-interval", 7, "passes between two refreshes of the generated part");
    private static final Key<Double> RATIO =
            Key.share("ratio", 0.25, "share of the generated part computed in between");

    static final StrategyFamily FAMILY = new StrategyFamily(
            "dllm-cache",
            "dLLM-Cache: features of prompt and generated part kept for some passes, changed rows computed",
            StrategyKeys.ofAnyRule(BLOCK, PROMPT_INTERVAL, GENERATED_INTERVAL, RATIO),
            values -> new FeatureCache(
                    values.get(BLOCK),
                    RuleReader.anyRule(values),
                    values.get(PROMPT_INTERVAL),
                    values.get(GENERATED_INTERVAL),
                    values.get(RATIO)));

    FeatureCache {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("bad ratio=" + ratio + "; it must be from 0 to 1");
        }
    }

    @Override
    public Step start(Request request) {
        return reusing(request, new FullCanvas(block, rule, 0).start(request), 0);
    }

    /// A step that reuses features.
    ///
    /// @param number  passes before it, over the whole request
    private Step reusing(Request request, Step step, int number) {
        return switch (step) {
            case Step.Done done -> done;
            case Step.Run run ->
                new Step.Run(
                        reusing(request, run.pass().only(), number),
                        outcome -> reusing(request, run.then().apply(outcome), number + 1));
        };
    }

    private Pass reusing(Request request, Pass.Group whole, int number) {
        boolean prompt = number % promptInterval == 0;
        boolean generated = number % generatedInterval == 0;
        int selected = generated ? 0 : (int) Math.floor(ratio * request.generatedTokens());
        int values = selected == 0 ? 0 : request.generatedTokens();
        int queries = (prompt ? request.promptTokens() : 0) + (generated ? request.generatedTokens() : selected);
        Task task = prompt && generated
                ? whole.task()
                : whole.task().gathering(Gather.CONTIGUOUS, prompt ? 0 : request.promptTokens());
        return new Pass(
                whole.batch(),
                queries,
                request.length() - queries,
                Mask.FULL,
                whole.logitRows(),
                new Reuse(request.length(), values, selected),
                task);
    }
}
