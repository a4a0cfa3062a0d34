package org.unmask.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/// What holds between strategies, whatever the lengths.
class StrategyLawsTest {
    private record Run(List<Pass.Group> passes, List<Outcome> outcomes) {}

    private static Run run(String text, Request request) {
        StrategySpec spec = StrategySpec.parse(text);
        Run run = new Run(new ArrayList<>(), new ArrayList<>());
        Unfolding.run(
                Strategies.create(spec, request.generatedTokens()),
                request,
                Strategies.assumption(spec, request),
                (pass, outcome) -> {
                    run.passes().add(pass.only());
                    run.outcomes().add(outcome);
                });
        return run;
    }

    /// What the engine sees of the first pass of each block; the phase is for reports.
    private static List<List<Object>> firstPasses(String spec, Request request) {
        return run(spec, request).passes().stream()
                .filter(pass -> pass.task().step() == 0)
                .map(pass -> List.<Object>of(
                        pass.batch(),
                        pass.queries(),
                        pass.context(),
                        pass.mask(),
                        pass.logitRows(),
                        pass.task().from(),
                        pass.task().start(),
                        pass.task().end(),
                        pass.task().masked(),
                        pass.task().commit()))
                .toList();
    }

    @Property
    void theFirstPassOfABlockIsTheSameWithAnyCache(
            @ForAll @IntRange(min = 1, max = 5) int blocks,
            @ForAll @IntRange(min = 1, max = 9) int block,
            @ForAll @IntRange(min = 1, max = 5) int stepsPerBlock,
            @ForAll @IntRange(min = 1, max = 40) int prompt,
            @ForAll LogitRows logits) {
        Request request = new Request(2, prompt, blocks * block, logits);
        String keys = ":block=" + block + ",steps=" + blocks * stepsPerBlock;
        List<List<Object>> none = firstPasses("diffusion" + keys, request);

        assertThat(none).hasSize(blocks);
        assertThat(firstPasses("prefix-cache" + keys, request)).isEqualTo(none);
        assertThat(firstPasses("dual-cache" + keys, request)).isEqualTo(none);
    }

    @Property
    void prefixAndDualCacheAreOneWhenThereIsOneBlock(
            @ForAll @IntRange(min = 1, max = 40) int block,
            @ForAll @IntRange(min = 1, max = 40) int prompt,
            @ForAll @DoubleRange(min = 1, max = 9) double tokensPerPass,
            @ForAll LogitRows logits) {
        Request request = new Request(3, prompt, block, logits);
        String keys = ":block=" + block + ",tokens-per-pass=" + tokensPerPass;

        assertThat(run("prefix-cache" + keys, request)).isEqualTo(run("dual-cache" + keys, request));
    }

    /// LLaDA with one block and as many steps as tokens.
    @Property
    void asManyStepsAsTokensCommitOneEach(
            @ForAll @IntRange(min = 1, max = 60) int generated, @ForAll @IntRange(min = 1, max = 4) int batch) {
        Run run = run(
                "diffusion:block=%1$d,steps=%1$d".formatted(generated),
                new Request(batch, 7, generated, LogitRows.ACTIVE));

        assertThat(run.passes()).hasSize(generated);
        assertThat(run.outcomes()).allMatch(outcome -> outcome.committed() == batch);
        assertThat(run.passes())
                .extracting(Pass.Group::logitRows)
                .isSortedAccordingTo((a, b) -> b - a)
                .endsWith(1);
    }

    @Property
    void noPassLooksBeyondTheCanvas(
            @ForAll @IntRange(min = 1, max = 5) int blocks,
            @ForAll @IntRange(min = 1, max = 9) int block,
            @ForAll @IntRange(min = 1, max = 40) int prompt) {
        Request request = new Request(1, prompt, blocks * block, LogitRows.ACTIVE);
        for (String name : List.of("diffusion", "prefix-cache", "dual-cache")) {
            assertThat(run(name + ":block=" + block, request).passes())
                    .allMatch(pass -> pass.keys() == request.length())
                    .allMatch(pass -> pass.task().from() + pass.queries() <= request.length());
        }
        assertThat(run("ar", request).passes())
                .allMatch(pass -> pass.keys() < request.length())
                .allMatch(pass -> pass.task().from() == pass.context());
        assertThat(run("block-diffusion:block=" + block, request).passes())
                .allMatch(pass -> pass.keys() % block == 0 && pass.keys() < request.length() + block)
                .allMatch(pass -> pass.task().from() == pass.context());
    }
}
