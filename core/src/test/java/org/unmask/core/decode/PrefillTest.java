package org.unmask.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.unmask.core.op.Mask;

/// Prompts in chunks, as a scheduler packs them.
class PrefillTest {
    private static Step.Run prompts(int batch, int tokens, int rows) {
        Task task = new Task(Phase.PREFILL, 0, tokens, tokens + 1, 1, 0, new Commit.Next());
        return new Step.Run(new Pass(batch, tokens, 0, Mask.CAUSAL, rows, task), _ -> Step.DONE);
    }

    private static List<Pass> parts(int batch, int tokens, int rows, int chunk, int unit) {
        Step.Run run = prompts(batch, tokens, rows);
        List<Pass> parts = Prefill.inParts(run, new Request(batch, tokens, 1, LogitRows.ACTIVE).chunked(chunk), unit)
                .parts();
        return parts.isEmpty() ? List.of(run.pass()) : parts;
    }

    /// Sequences x queries @ context, rows of logits.
    private static List<String> shapes(List<Pass> passes) {
        return passes.stream()
                .map(pass -> pass.groups().stream()
                        .map(group ->
                                group.batch() + "x" + group.queries() + "@" + group.context() + "," + group.logitRows())
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    @Test
    void aPassGoesOnWithThePromptThatTheOneBeforeHadBegun() {
        assertThat(shapes(parts(3, 5, 1, 4, 1)))
                .containsExactly("1x4@0,0", "1x1@4,1 1x3@0,0", "1x2@3,1 1x2@0,0", "1x3@2,1");
    }

    @Test
    void wholePromptsAreOneGroup() {
        assertThat(shapes(parts(7, 3, 1, 8, 1)))
                .containsExactly("2x3@0,1 1x2@0,0", "1x1@2,1 2x3@0,1 1x1@0,0", "1x2@1,1 1x3@0,1");
        assertThat(shapes(parts(2, 3, 1, 6, 1))).containsExactly("2x3@0,1");
    }

    @Test
    void promptsAreCutAtWholeBlocks() {
        assertThat(shapes(parts(2, 6, 0, 5, 2))).containsExactly("1x4@0,0", "1x2@4,0 1x2@0,0", "1x4@2,0");
        assertThat(shapes(parts(1, 5, 0, 1, 2)))
                .as("a pass computes one block at least")
                .containsExactly("1x2@0,0", "1x2@2,0", "1x1@4,0");
    }

    @Test
    void whereAllRowsHaveLogitsPartsHaveTheirsToo() {
        assertThat(shapes(parts(1, 5, 5, 3, 1))).containsExactly("1x3@0,3", "1x2@3,2");
    }

    /// What the last part achieves is what the whole pass would have achieved.
    @Test
    void onlyTheLastPartCommits() {
        Request request = new Request(3, 5, 1, LogitRows.ACTIVE).chunked(4);
        List<Integer> committed = new ArrayList<>();
        Strategy strategy = Strategies.create(StrategySpec.parse("ar"), 1);

        Unfolding.run(strategy, request, Assumption.scheduled(3), (_, outcome) -> committed.add(outcome.committed()));

        assertThat(committed).containsExactly(0, 0, 0, 3);
    }

    @Property(tries = 500)
    void everyTokenIsComputedOnceAndInOrder(
            @ForAll @IntRange(min = 1, max = 9) int batch,
            @ForAll @IntRange(min = 1, max = 40) int tokens,
            @ForAll @IntRange(min = 1, max = 100) int chunk,
            @ForAll @IntRange(min = 1, max = 8) int unit) {
        List<Pass> passes = parts(batch, tokens, 1, chunk, unit);
        int ended = 0;
        int done = 0;
        for (Pass pass : passes) {
            assertThat(pass.tokens()).isLessThanOrEqualTo(Math.max(chunk, unit));
            for (Pass.Group group : pass.groups()) {
                assertThat(group.context()).isEqualTo(done);
                done = (done + group.queries()) % tokens;
                ended += done == 0 ? group.batch() : 0;
                assertThat(done % unit).isZero();
                assertThat(group.logitRows()).isEqualTo(done == 0 ? 1 : 0);
            }
        }
        assertThat(ended).isEqualTo(batch);
        assertThat(passes.stream().mapToLong(Pass::tokens).sum()).isEqualTo((long) batch * tokens);
    }

    /// So that more sequences never need less memory.
    @Property(tries = 500)
    void passesOfABatchAreThoseOfALargerOneButForItsEnd(
            @ForAll @IntRange(min = 1, max = 9) int batch,
            @ForAll @IntRange(min = 1, max = 40) int tokens,
            @ForAll @IntRange(min = 1, max = 100) int chunk,
            @ForAll @IntRange(min = 1, max = 8) int unit) {
        List<Pass> passes = parts(batch, tokens, 1, chunk, unit);
        List<Pass> more = parts(batch + 1, tokens, 1, chunk, unit);
        int last = passes.size() - 1;

        assertThat(more.subList(0, last)).isEqualTo(passes.subList(0, last));
        assertThat(more.get(last).tokens())
                .isGreaterThanOrEqualTo(passes.get(last).tokens());
        assertThat(more.get(last).headRows())
                .isGreaterThanOrEqualTo(passes.get(last).headRows());
    }
}
