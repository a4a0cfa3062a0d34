package org.unmask.core.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrategiesTest {
    private static List<Pass.Group> passes(String spec, Request request) {
        List<Pass.Group> passes = new ArrayList<>();
        StrategySpec parsed = StrategySpec.parse(spec);
        Unfolding.run(
                Strategies.create(parsed, request.generatedTokens()),
                request,
                Strategies.assumption(parsed, request),
                (pass, _) -> passes.add(pass.only()));
        return passes;
    }

    private static List<String> shapes(String spec, int prompt, int generated) {
        return passes(spec, new Request(1, prompt, generated, LogitRows.ACTIVE)).stream()
                .map(pass -> pass.queries() + "," + pass.keys())
                .toList();
    }

    private static List<String> times(int count, String shape) {
        return Collections.nCopies(count, shape);
    }

    @Test
    void autoregressionReadsThePromptThenOneTokenAtATime() {
        assertThat(shapes("ar", 18, 4)).containsExactly("18,18", "1,19", "1,20", "1,21");
        assertThat(shapes("ar", 18, 1)).containsExactly("18,18");
    }

    @Test
    void diffusionAlwaysRunsAllStepsOverTheWholeCanvas() {
        assertThat(shapes("diffusion:steps=16,block=8", 18, 32)).isEqualTo(times(16, "50,50"));
        assertThat(shapes("diffusion", 18, 32)).isEqualTo(times(32, "50,50"));
        assertThat(shapes("diffusion:steps=64", 18, 32))
                .as("more steps than tokens")
                .isEqualTo(times(64, "50,50"));
    }

    /// The worked example of Fast-dLLM's pass table: P = 18, G = 32, B = 8, four steps a block.
    @Test
    void prefixCacheComputesTheBlockAndWhatFollows() {
        List<String> expected = new ArrayList<>();
        for (int suffix : new int[] {32, 24, 16, 8}) {
            expected.add("50,50");
            expected.addAll(times(3, suffix + ",50"));
        }
        assertThat(shapes("prefix-cache:block=8,steps=16", 18, 32)).isEqualTo(expected);
    }

    @Test
    void dualCacheComputesTheBlockAlone() {
        List<String> expected = new ArrayList<>();
        for (int block = 0; block < 4; block++) {
            expected.add("50,50");
            expected.addAll(times(3, "8,50"));
        }
        assertThat(shapes("dual-cache:block=8,steps=16", 18, 32)).isEqualTo(expected);
    }

    /// SDAR's worked example: 25 passes, the first block holding two prompt tokens.
    @Test
    void blockDiffusionIsAlignedToPositionZeroAndCommitsEveryBlock() {
        List<String> expected = new ArrayList<>(List.of("16,16"));
        expected.addAll(times(3 + 1, "8,24"));
        for (int end = 32; end <= 56; end += 8) {
            expected.addAll(times(4 + 1, "8," + end));
        }
        assertThat(shapes("block-diffusion:block=8,steps=16", 18, 32)).isEqualTo(expected);
        assertThat(shapes("block-diffusion:block=8,steps=2", 5, 8))
                .as("a prompt shorter than a block needs no prefill")
                .containsExactly("8,8", "8,8", "8,16", "8,16", "8,16");
    }

    /// Four blocks of 8, one of which is decoded in two passes; another is begun once the last is half decoded. With two
    /// places, the third block is begun when the first has entered the cache: a place is not free while a finished block
    /// waits to be stored.
    @Test
    void aBufferBoundsTheBlocksOutsideTheCache() {
        String keys = ":block=8,add=0.5,activate=0.5,tokens-per-pass=8";
        for (int buffer = 1; buffer <= 4; buffer++) {
            int most = (buffer + 1) * 8;
            assertThat(passes("d3llm" + keys + ",buffer=" + buffer, new Request(1, 18, 64, LogitRows.ACTIVE)).stream()
                            .skip(1))
                    .allMatch(pass -> pass.queries() <= most);
        }
        assertThat(shapes("d3llm" + keys + ",buffer=1", 18, 32))
                .as("one after the other: each finished block is stored with the next")
                .containsExactly("26,26", "16,34", "16,42", "16,50");
        assertThat(shapes("d3llm:block=4,add=0.5,tokens-per-pass=2.5,buffer=100", 18, 32))
                .as("with room for all it is D2F")
                .isEqualTo(shapes("d2f:block=4,add=0.5,tokens-per-pass=2.5", 18, 32));
    }

    /// P = 18, G = 10, W = 4, three tokens a pass: each pass computes the window behind what is committed.
    @Test
    void aCausalWindowMovesOverWhatIsCommitted() {
        assertThat(shapes("wedlm:window=4,tokens-per-pass=3", 18, 10))
                .containsExactly("18,18", "4,22", "4,25", "4,28", "4,31");
        assertThat(rows("wedlm:window=4,tokens-per-pass=4", LogitRows.ACTIVE)).containsExactly(0, 4, 4);
    }

    /// P = 16, G = 16, B = 8, four tokens a pass, one pass that verifies: a deletion or an insertion leaves a mask more, which takes a
    /// third pass here; with half of one a block, the second block has it.
    @Test
    void deletedAndInsertedTokensTakeFurtherPassesOfTheSameShape() {
        String usual = "llada2.2:block=8,tokens-per-pass=4";
        List<String> first = List.of("16,16", "8,24", "8,24", "8,24");

        assertThat(shapes(usual, 16, 8))
                .isEqualTo(first)
                .isEqualTo(shapes("llada2.1:block=8,tokens-per-pass=4", 16, 8));
        assertThat(shapes(usual + ",deleted=1", 16, 8))
                .isEqualTo(shapes(usual + ",inserted=1", 16, 8))
                .containsExactly("16,16", "8,24", "8,24", "8,24", "8,24");
        assertThat(shapes(usual + ",deleted=0.25,inserted=0.25", 16, 16))
                .containsExactly("16,16", "8,24", "8,24", "8,24", "8,32", "8,32", "8,32", "8,32");
    }

    /// The published bound: b passes of one token each, 16 edits, one more that ends, one that stores: b + 16 + 2.
    @Test
    void aBlockThatIsEditedToTheEndIsStoredByOneMorePass() {
        Request request = new Request(1, 16, 8, LogitRows.ACTIVE);
        List<Pass.Group> passes = passes("llada2.2:block=8,tokens-per-pass=1,edit-passes=100", request);

        assertThat(passes).hasSize(1 + 8 + 16 + 2);
        assertThat(passes.getLast().task().phase()).isEqualTo(Phase.COMMIT);
        assertThat(passes.getLast().logitRows()).isZero();
        assertThat(passes("llada2.2:block=8,tokens-per-pass=1,edit-passes=17", request))
                .as("the last edit changed nothing")
                .hasSize(1 + 8 + 17);
    }

    /// P = 18, G = 16, B = 8: seven of eight kept, and one more, is a whole block.
    @Test
    void selfSpeculationDraftsAndVerifiesABlock() {
        assertThat(shapes("self-speculation:block=8,accepted=7", 18, 16))
                .containsExactly("18,18", "8,26", "8,26", "8,34", "8,34");
        assertThat(shapes("self-speculation:block=8,acceptance=0", 18, 2))
                .as("a block gives one token at least")
                .containsExactly("18,18", "8,26", "8,26", "8,27", "8,27");
        assertThat(passes("self-speculation:block=8,accepted=7", new Request(1, 18, 8, LogitRows.ACTIVE)))
                .extracting(pass -> pass.mask().getClass().getSimpleName() + " " + pass.logitRows())
                .containsExactly("Causal 0", "Full 8", "Causal 8");
    }

    @Test
    void logitRowsFollowThePolicy() {
        assertThat(rows("diffusion:steps=4,block=4", LogitRows.ACTIVE)).containsExactly(4, 2, 4, 2);
        assertThat(rows("diffusion:steps=4,block=4", LogitRows.GENERATED)).containsExactly(8, 8, 8, 8);
        assertThat(rows("diffusion:steps=4,block=4", LogitRows.ALL)).containsExactly(13, 13, 13, 13);
        assertThat(rows("prefix-cache:block=4,steps=4", LogitRows.GENERATED)).containsExactly(8, 8, 8, 4);
        assertThat(rows("dual-cache:block=4,steps=4", LogitRows.ACTIVE)).containsExactly(4, 2, 4, 2);
        assertThat(rows("dual-cache:block=4,steps=4", LogitRows.ALL)).containsExactly(13, 4, 13, 4);
        assertThat(rows("ar", LogitRows.ACTIVE)).containsOnly(1);
        assertThat(rows("ar", LogitRows.ALL).getFirst()).isEqualTo(5);
        // P = 5, B = 4: prefill 4; first block holds one prompt token; commits have no rows whatever the policy.
        assertThat(rows("block-diffusion:block=4,steps=4", LogitRows.ACTIVE))
                .containsExactly(0, 3, 1, 0, 4, 2, 0, 4, 2, 0);
        assertThat(rows("block-diffusion:block=4,steps=4", LogitRows.GENERATED))
                .containsExactly(0, 3, 3, 0, 4, 4, 0, 4, 4, 0);
        assertThat(rows("block-diffusion:block=4,steps=4", LogitRows.ALL))
                .containsExactly(0, 4, 4, 0, 4, 4, 0, 4, 4, 0);
    }

    private static List<Integer> rows(String spec, LogitRows logits) {
        return passes(spec, new Request(1, 5, 8, logits)).stream()
                .map(Pass.Group::logitRows)
                .toList();
    }

    /// Four blocks of eight; after n passes ⌊n·x⌋ tokens are committed, so a block takes the least n with n·x >= 8.
    @ParameterizedTest
    @CsvSource({"1.0,32", "2.0,16", "2.5,16", "3.0,12", "8.0,4", "100.0,4"})
    void tokensPerPassMakesThePasses(double tokensPerPass, int passes) {
        assertThat(shapes("dual-cache:block=8,threshold=0.9,tokens-per-pass=" + tokensPerPass, 18, 32))
                .hasSize(passes);
    }

    @Property
    void commitsSumToTheMasks(
            @ForAll @IntRange(min = 1, max = 9) int blocks,
            @ForAll @IntRange(min = 1, max = 9) int block,
            @ForAll @IntRange(min = 1, max = 9) int stepsPerBlock,
            @ForAll @IntRange(min = 1, max = 30) int prompt,
            @ForAll @IntRange(min = 1, max = 3) int batch) {
        Request request = new Request(batch, prompt, blocks * block, LogitRows.ACTIVE);
        for (String name : List.of("diffusion", "prefix-cache", "dual-cache")) {
            String spec = name + ":block=" + block + ",steps=" + blocks * stepsPerBlock;
            // Fewer steps than tokens commit several at once, so that every block is finished at the end of its
            // schedule.
            assertThat(committed(spec, request)).as(spec).isEqualTo((long) batch * request.generatedTokens());
        }
        int end = (request.length() + block - 1) / block * block;
        assertThat(committed("block-diffusion:block=" + block + ",steps=" + blocks * stepsPerBlock, request))
                .isEqualTo((long) batch * (end - prompt));
    }

    @Property
    void anyAssumptionEndsWithAllTokensCommitted(
            @ForAll @DoubleRange(min = 1, max = 40) double tokensPerPass,
            @ForAll @IntRange(min = 1, max = 5) int blocks,
            @ForAll @IntRange(min = 1, max = 32) int block) {
        Request request = new Request(2, 7, blocks * block, LogitRows.ACTIVE);
        assertThat(committed("dual-cache:block=" + block + ",tokens-per-pass=" + tokensPerPass, request))
                .isEqualTo(2L * request.generatedTokens());
    }

    private static long committed(String spec, Request request) {
        long[] sum = {0};
        StrategySpec parsed = StrategySpec.parse(spec);
        Unfolding.run(
                Strategies.create(parsed, request.generatedTokens()),
                request,
                Strategies.assumption(parsed, request),
                (_, outcome) -> sum[0] += outcome.committed());
        return sum[0];
    }

    @Test
    void aRecordedRunReproducesItsPasses() {
        Request request = new Request(3, 18, 32, LogitRows.ACTIVE);
        Strategy strategy = Strategies.create(StrategySpec.parse("dual-cache:block=8,threshold=0.9"), 32);
        List<Outcome> recorded = List.of(
                new Outcome(9, 2, 5, 3),
                new Outcome(8, 1, 2, 3),
                new Outcome(2, 0, 0, 3),
                new Outcome(24, 0, 0, 3),
                new Outcome(24, 0, 0, 3),
                new Outcome(24, 0, 0, 3));
        List<Pass.Group> passes = new ArrayList<>();
        Unfolding.run(strategy, request, Assumption.recorded(recorded), (pass, _) -> passes.add(pass.only()));
        assertThat(passes).extracting(Pass.Group::batch).containsExactly(3, 2, 1, 3, 3, 3);
        assertThat(passes).extracting(Pass.Group::queries).containsExactly(50, 8, 8, 50, 50, 50);
        assertThat(passes).extracting(Pass.Group::logitRows).containsExactly(8, 5, 2, 8, 8, 8);
        assertThatThrownBy(() ->
                        Unfolding.run(strategy, request, Assumption.recorded(recorded.subList(0, 2)), (_, _) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the record ends");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "difusion | did you mean diffusion",
                "diffusion:blok=8 | did you mean block",
                "ar:steps=3 | takes no keys",
                "speculative:accepted=1 | needs drafter; give the name of a model, or ngram",
                "speculative:drafter=ngram,acceptance=1.5 | acceptance=1.5; expected a number from 0 to 1",
                "speculative:drafter=ngram,acceptance=-0.1 | acceptance=-0.1; expected a number from 0 to 1",
                "speculative:drafter=ngram,accepted=6 | accepted=6; expected a number from 0 to the draft of 5, or a file",
                "speculative:drafter=ngram,draft=2,accepted=2.5 | accepted=2.5; expected a number from 0 to the draft of 2",
                "speculative:drafter=ngram,accepted=-1 | accepted=-1; expected a number from 0",
                "speculative:drafter=ngram,accepted=NaN | accepted=NaN; expected a number from 0",
                "self-speculation:block=8,accepted=8 | accepted=8; expected a number from 0 to the draft of 7",
                "d3llm:buffer=0,tokens-per-pass=2 | buffer=0; expected a whole number from 1",
                "wedlm:window=0 | window=0; expected a whole number from 1",
                "speculative:drafter=ngram,draft=0 | draft=0; expected a whole number from 1",
                "speculative:drafter=ngram,draft=70000 | draft=70000; expected a whole number from 1 to 65536",
                "speculative:drafter=ngram,accepted=1,acceptance=0.5 | gives acceptance and accepted; leave all but one out",
                "diffusion:block=0 | block=0",
                "diffusion:steps=x | steps=x",
                "diffusion:block=5 | generated length 32 is not a multiple of block=5",
                "diffusion:block=8,steps=3 | steps=3 are fewer than the 4 blocks",
                "diffusion:block=8,steps=6 | steps=6 is not a multiple of the 4 blocks",
                "dual-cache:steps=8,threshold=0.9 | leave one of them out",
                "dual-cache:threshold=-1 | threshold=-1",
                "dual-cache:threshold=NaN | expected a number",
                "dual-cache:tokens-per-pass=0.5 | tokens-per-pass=0.5; expected a number from 1",
                "dkv-cache:window=x | window=x; expected a whole number from 0",
                "diffusion:rule=sure | rule=sure; expected confidence, margin, entropy, sequential or random",
                "block-diffusion:cache=some | cache=some; expected exact, none or per-block",
                "llada2.1:cache=per-block | cache=per-block; expected exact or none",
                "prefix-cache:extra-pass=yes | extra-pass=yes; expected off or on",
                "d2f:add=1.5 | add=1.5; expected a number from 0 to 1",
                "dual-cache:threshold=0.9,factor=1 | gives threshold and factor; leave all but one out",
                "dual-cache:threshold=0.9,rule=random | together with rule, which orders a fixed schedule",
                "block-diffusion:steps=0,threshold=0.9 | steps=0; expected a whole number from 1",
                "diffusion:steps | expected key=value",
                "diffusion: | expected key=value",
                "diffusion:steps=4,steps=5 | given twice",
                ":steps=4 | expected name"
            })
    void aBadSpecificationIsAnsweredInOneLine(String testCase) {
        String[] parts = testCase.split(" \\| ", -1);
        assertThatThrownBy(
                        () -> Strategies.checked(StrategySpec.parse(parts[0]), new Request(1, 8, 32, LogitRows.ACTIVE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(parts[1])
                .hasMessageNotContaining("\n");
    }

    @Test
    void aThresholdCannotBePricedWithoutAnAssumption() {
        assertThatThrownBy(() -> shapes("diffusion:threshold=0.9", 8, 32)).hasMessageContaining("tokens-per-pass=X");
    }

    /// Only these need logits: a rule that depends on them, or a strategy that has no other, and no assumption.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ar                                                       | false",
                "speculative:drafter=ngram                                | true",
                "speculative:drafter=ngram,acceptance=0.5                 | false",
                "speculative:drafter=ngram,accepted=rates.json            | false",
                "diffusion                                                | false",
                "diffusion:threshold=0.9                                  | true",
                "diffusion:threshold=0.9,tokens-per-pass=2                | false",
                "dual-cache:factor=1,profile=run.json                     | false",
                "dllm-cache:entropy=0.3                                   | true",
                "block-diffusion:block=8,steps=16,threshold=0.9           | true",
                "dkv-cache:block=8,steps=8,variant=greedy,rule=random     | false",
                "fast-dllm-v2                                             | false",
                "fast-dllm-v2:threshold=0.9                               | true",
                "llada2.1                                                 | true",
                "llada2.1:edit-passes=2                                   | true",
                "llada2.1:tokens-per-pass=2                               | false",
                "d2f                                                      | true",
                "d2f:profile=run.json                                     | false",
                "llama-cpp                                                | false"
            })
    void itIsKnownWhatNeedsLogits(String text, boolean needs) {
        Request request = new Request(2, 8, 32, LogitRows.ACTIVE);
        assertThat(Strategies.needsLogits(StrategySpec.parse(text), request)).isEqualTo(needs);
    }

    @Test
    void itIsKnownWhichModelsAStrategyIsFor() {
        assertThat(Strategies.isAutoregressive(StrategySpec.parse("ar"))).isTrue();
        assertThat(Strategies.isAutoregressive(StrategySpec.parse("speculative:drafter=ngram")))
                .isTrue();
        assertThat(Strategies.isAutoregressive(StrategySpec.parse("diffusion"))).isFalse();
        assertThat(Strategies.isAutoregressive(StrategySpec.parse("block-diffusion:block=8")))
                .isFalse();
        assertThat(Strategies.AUTOREGRESSIVE).isEqualTo(StrategySpec.parse("ar"));
    }

    @Test
    void aSpecificationPrintsAsItWasWritten() {
        assertThat(StrategySpec.parse("dual-cache:block=32,threshold=0.9"))
                .hasToString("dual-cache:block=32,threshold=0.9");
        assertThat(StrategySpec.parse("ar")).hasToString("ar");
    }
}
