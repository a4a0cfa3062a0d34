package org.unmask.core.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerProfileTest {
    private static final String RULE = "block=4,threshold=0.9";

    /// Two answers of two blocks: the first block takes one of them 1 pass and the other 3, the second both 2.
    private static final List<List<List<Integer>>> TWO =
            List.of(List.of(List.of(4), List.of(3, 1)), List.of(List.of(2, 1, 1), List.of(3, 1)));

    private static StrategyFiles files(List<List<List<Integer>>> commits) {
        return file -> new AnswerProfile(
                file,
                List.of(new RecordedAnswers(
                        "tiny", "test.jsonl", StrategySpec.parse("diffusion:" + RULE), 8, commits)));
    }

    private static List<Pass.Group> passes(String spec, int batch, int generated) {
        List<Pass.Group> passes = new ArrayList<>();
        StrategySpec parsed = StrategySpec.parse(spec);
        Request request = new Request(batch, 4, generated, LogitRows.ACTIVE);
        Unfolding.run(
                Strategies.create(parsed, generated),
                request,
                Strategies.assumption(parsed, request, files(TWO)),
                (pass, _) -> passes.add(pass.only()));
        return passes;
    }

    private static List<String> shapes(String spec, int batch, int generated) {
        return passes(spec, batch, generated).stream()
                .map(pass -> pass.sequences() + "x" + pass.task().masked())
                .toList();
    }

    /// A block takes (1 + 3) / 2 = 2 passes, and the other 2. After one pass (0 + 2) / 2 = 1 of the masks of the first
    /// block is left, and 1 of the second.
    @Test
    void oneSequenceTakesTheMeanPassesOfEachBlock() {
        assertThat(shapes("diffusion:" + RULE + ",profile=f", 1, 8)).containsExactly("1x4", "1x1", "1x4", "1x1");
    }

    /// The slowest of two sequences takes 1 pass in a quarter of the pairs, else 3, that is 2.5; the second block takes 2,
    /// in all 4.5, so that the first block gets round(2.5) = 3 passes and the second round(4.5) - 3 = 2. After a pass over
    /// the first block the sequence with most masks has 2 * 3/4 = 1.5 of them, which must last for 2 passes, and half
    /// of the sequences go on.
    @Test
    void aBatchWaitsForItsSlowestAndLeavesOutThoseThatAreFinished() {
        assertThat(shapes("diffusion:" + RULE + ",profile=f", 2, 8)).containsExactly("2x4", "1x2", "1x1", "2x4", "2x1");
    }

    @Test
    void moreBlocksThanWereRecordedRepeatThemFromTheFirst() {
        assertThat(passes("diffusion:" + RULE + ",profile=f", 1, 16)).hasSize(8);
        assertThat(passes("diffusion:" + RULE + ",profile=f", 2, 16)).hasSize(9);
    }

    @Test
    void everyTokenIsCommittedOnce() {
        for (int batch : new int[] {1, 2, 3, 7, 16}) {
            int[] committed = {0};
            StrategySpec spec = StrategySpec.parse("diffusion:" + RULE + ",profile=f");
            Request request = new Request(batch, 4, 24, LogitRows.ACTIVE);
            Unfolding.run(
                    Strategies.create(spec, 24),
                    request,
                    Strategies.assumption(spec, request, files(TWO)),
                    (_, outcome) -> committed[0] += outcome.committed());
            assertThat(committed[0]).as("batch %d", batch).isEqualTo(batch * 24);
        }
    }

    @Test
    void whoseAnswersTheyAreIsKnown() {
        StrategySpec spec = StrategySpec.parse("diffusion:" + RULE + ",profile=f");
        RecordedAnswers answers = Strategies.answers(spec, new Request(1, 4, 8, LogitRows.ACTIVE), files(TWO))
                .orElseThrow();

        assertThat(answers.model()).isEqualTo("tiny");
        assertThat(answers.count()).isEqualTo(2);
        assertThat(answers.tokensPerPass()).as("16 tokens in 8 passes").isEqualTo(2);
    }

    @Test
    void answersOfOtherSettingsAreRefusedInOneLine() {
        assertThatThrownBy(() -> passes("diffusion:block=8,threshold=0.9,profile=f", 1, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "profile f has no answers under 'diffusion:block=8,threshold=0.9' with blocks as long; it has"
                                + " 'diffusion:block=4,threshold=0.9' of 8 tokens");
        assertThatThrownBy(() -> passes("dual-cache:" + RULE + ",profile=f", 1, 8))
                .hasMessageContaining("no answers under 'dual-cache:");
        assertThatThrownBy(() -> passes("d2f:block=4,profile=f", 1, 8)).hasMessageContaining("not those of d2f");
        assertThatThrownBy(() -> passes("diffusion:block=4,steps=4,profile=f", 1, 8))
                .hasMessageContaining("needs no profile of answers");
    }

    @Test
    void aFileWithoutAnswersIsRefused() {
        assertThatThrownBy(() -> new AnswerProfile("f", List.of())).hasMessage("profile f has no answers");
    }
}
