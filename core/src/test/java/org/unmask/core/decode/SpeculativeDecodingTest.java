package org.unmask.core.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.op.Mask;

/// Passes of drafter and target, against hand counts and the published mean.
class SpeculativeDecodingTest {
    private static List<Pass> passes(String text, Request request, StrategyFiles files) {
        StrategySpec spec = StrategySpec.parse(text);
        List<Pass> passes = new ArrayList<>();
        Unfolding.run(
                Strategies.checked(spec, request),
                request,
                Strategies.assumption(spec, request, files),
                (pass, _) -> passes.add(pass));
        return passes;
    }

    private static List<String> shapes(String text, int prompt, int generated) {
        return passes(text, new Request(1, prompt, generated, LogitRows.ACTIVE), StrategyFiles.NONE).stream()
                .map(SpeculativeDecodingTest::shape)
                .toList();
    }

    /// Whose, queries, keys and rows of logits.
    private static String shape(Pass pass) {
        Pass.Group group = pass.only();
        String whose = switch (pass.role()) {
            case TARGET -> "t ";
            case DRAFTER -> "d ";
            case DRAFTER_CACHE -> "c ";
        };
        return whose + group.queries() + "," + group.keys() + "," + group.logitRows();
    }

    /// P = 10, G = 7, k = 2. The prompt gives token 11, the only one of which no cache has keys. Kept of the drafts: 1, 1,
    /// 1, so each verify pass gives two tokens, and the drafter has one token to read at the next draft.
    @Test
    void aRejectedTokenIsCutOffBothCaches() {
        assertThat(shapes("speculative:drafter=small,draft=2,accepted=1", 10, 7))
                .containsExactly(
                        "t 10,10,1",
                        "d 11,11,1",
                        "d 1,12,1",
                        "t 3,13,3",
                        "d 1,13,1",
                        "d 1,14,1",
                        "t 3,15,3",
                        "d 1,15,1",
                        "d 1,16,1",
                        "t 3,17,3");
    }

    /// If all of a draft is kept, the drafter has neither read the last token it proposed nor the one of the target.
    @Test
    void aKeptDraftLeavesTheDrafterTwoTokensToRead() {
        assertThat(shapes("speculative:drafter=small,draft=2,acceptance=1", 10, 7))
                .containsExactly("t 10,10,1", "d 11,11,1", "d 1,12,1", "t 3,13,3", "d 2,14,1", "d 1,15,1", "t 3,16,3");
    }

    /// P = 10, G = 7, k = 2, one token kept of each draft. The head has rows for 10 positions after the prompt, and reads
    /// both rows of every verify pass again.
    @Test
    void aHeadReadsEveryVerifiedRowAgain() {
        assertThat(shapes("mtp:draft=2,accepted=1", 10, 7))
                .containsExactly(
                        "t 10,10,1",
                        "d 10,10,1",
                        "d 1,11,1",
                        "t 3,13,3",
                        "d 2,12,1",
                        "d 1,13,1",
                        "t 3,15,3",
                        "d 2,14,1",
                        "d 1,15,1",
                        "t 3,17,3");
    }

    /// P = 10, G = 9, blocks of 4, one token kept of each draft: keys and values of what was verified, then the block behind
    /// it at once.
    @Test
    void aBlockIsDraftedInOnePass() {
        assertThat(shapes("dflash:draft=3,accepted=1", 10, 9))
                .containsExactly(
                        "t 10,10,1",
                        "c 10,10,0",
                        "d 4,14,3",
                        "t 4,14,4",
                        "c 2,12,0",
                        "d 4,16,3",
                        "t 4,16,4",
                        "c 2,14,0",
                        "d 4,18,3",
                        "t 4,18,4",
                        "c 2,16,0",
                        "d 4,20,3",
                        "t 4,20,4");
        assertThat(passes("dflash:draft=3,accepted=1", new Request(1, 10, 9, LogitRows.ACTIVE), StrategyFiles.NONE))
                .filteredOn(pass -> pass.role() == Role.DRAFTER)
                .allMatch(pass -> pass.only().mask().equals(Mask.FULL));
    }

    @Test
    void aLookUpTakesNoPass() {
        assertThat(shapes("speculative:drafter=ngram,draft=3,accepted=1", 10, 5))
                .containsExactly("t 10,10,1", "t 4,14,4", "t 4,16,4");
        assertThat(shapes("speculative:drafter=ngram", 10, 1))
                .as("nothing is left to draft")
                .containsExactly("t 10,10,1");
    }

    /// Nothing is ever kept: a verify pass for every token, as without drafts.
    @Test
    void worthlessDraftsGiveOneTokenEach() {
        assertThat(shapes("speculative:drafter=ngram,acceptance=0,draft=4", 10, 20))
                .hasSize(20);
    }

    /// The last verify pass could keep more than there is room for; what is drafted beyond is computed all the same.
    @Test
    void theLastDraftIsAsLongAsTheOthers() {
        assertThat(shapes("speculative:drafter=ngram,draft=4,acceptance=1", 10, 7))
                .containsExactly("t 10,10,1", "t 5,15,5", "t 5,20,5");
    }

    /// Leviathan et al., equation 1: `(1 - a^(k+1)) / (1 - a)` tokens a pass; 1, 1.9375, 2.44, 3.68928 and 4 by hand.
    @ParameterizedTest
    @CsvSource({"0,3,1", "0.5,4,1.9375", "0.8,2,2.44", "0.8,5,3.68928", "1,3,4"})
    void anAcceptanceGivesThePublishedMean(double acceptance, int draft, double tokens) {
        String text = "speculative:drafter=ngram,draft=" + draft + ",acceptance=" + acceptance;
        int generated = 100_001;
        long verified = shapes(text, 1, generated).size() - 1L;
        assertThat(verified).isEqualTo((long) Math.ceil((generated - 1) / tokens - 1e-9));
    }

    @Property(tries = 200)
    void everyTokenIsCommittedOnceAndNoKeyIsMissing(
            @ForAll @DoubleRange(min = 0, max = 1) double acceptance,
            @ForAll @IntRange(min = 1, max = 9) int draft,
            @ForAll @IntRange(min = 1, max = 40) int prompt,
            @ForAll @IntRange(min = 1, max = 60) int generated,
            @ForAll @IntRange(min = 1, max = 3) int batch) {
        Request request = new Request(batch, prompt, generated, LogitRows.ACTIVE);
        StrategySpec spec =
                StrategySpec.parse("speculative:drafter=small,draft=" + draft + ",acceptance=" + acceptance);
        int[] committed = {0};
        int[] cached = {0};
        Unfolding.run(
                Strategies.checked(spec, request), request, Strategies.assumption(spec, request), (pass, outcome) -> {
                    committed[0] += outcome.committed();
                    Pass.Group group = pass.only();
                    if (pass.role() == Role.DRAFTER) {
                        assertThat(group.context()).isLessThanOrEqualTo(cached[0]);
                        cached[0] = group.keys();
                    } else if (group.context() > 0) {
                        assertThat(group.queries()).isEqualTo(draft + 1);
                    }
                });
        assertThat(committed[0]).isEqualTo(batch * generated);
    }

    @Test
    void theDrafterReadsThePromptInChunksToo() {
        Request request = new Request(1, 10, 2, LogitRows.ACTIVE).chunked(4);
        assertThat(passes("speculative:drafter=small,draft=1,accepted=0", request, StrategyFiles.NONE))
                .extracting(SpeculativeDecodingTest::shape)
                .containsExactly("t 4,4,0", "t 4,8,0", "t 2,10,1", "d 4,4,0", "d 4,8,0", "d 3,11,1", "t 2,12,2");
    }

    private static StrategyFiles of(Acceptance acceptance) {
        return new StrategyFiles() {
            @Override
            public Recording profile(String file) {
                return StrategyFiles.NONE.profile(file);
            }

            @Override
            public Acceptance acceptance(String file) {
                return acceptance;
            }
        };
    }

    /// Keeping 0, 1, 2 tokens with 0.25, 0.25, 0.5 keeps 1.25 on average: 2.25 tokens a pass, 9 in four.
    @Test
    void aDistributionGivesItsMean() {
        Request request = new Request(1, 10, 10, LogitRows.ACTIVE);
        String text = "speculative:drafter=ngram,draft=2,accepted=rates.json";
        assertThat(passes(text, request, of(new Acceptance("rates.json", List.of(0.25, 0.25, 0.5)))))
                .hasSize(1 + 4);
        assertThat(passes(text, request, of(Acceptance.byPosition("rates.json", List.of(0.75, 0.5)))))
                .hasSize(1 + 4);
        assertThat(Acceptance.byPosition("rates.json", List.of(0.75, 0.5)).probabilities())
                .containsExactly(0.25, 0.25, 0.5);
    }

    @Test
    void whatIsNoDistributionIsRefusedInOneLine() {
        assertThatThrownBy(() -> new Acceptance("r.json", List.of(0.5, 0.4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("r.json: probabilities of 2 numbers of tokens sum to 0.9, not 1");
        assertThatThrownBy(() -> new Acceptance("r.json", List.of(1.5, -0.5)))
                .hasMessage("r.json: a probability of 1.5; expected numbers from 0 to 1");
        assertThatThrownBy(() -> new Acceptance("r.json", List.of()))
                .hasMessage("r.json: probabilities of 0 numbers of tokens sum to 0.0, not 1");
        assertThatThrownBy(() -> Acceptance.byPosition("r.json", List.of(0.5, 0.6)))
                .hasMessage("r.json: position 2 is kept with probability 0.6; expected from 0 to 0.5, that of the"
                        + " position before");
        Acceptance longer = new Acceptance("r.json", List.of(0.5, 0.0, 0.0, 0.5));
        assertThatThrownBy(() -> passes(
                        "speculative:drafter=ngram,draft=2,accepted=r.json",
                        new Request(1, 10, 7, LogitRows.ACTIVE),
                        of(longer)))
                .hasMessage("r.json: probabilities of keeping up to 3 tokens are longer than the draft of 2");
    }

    /// One or two tokens a pass, equally likely. Three tokens take 2 passes unless both give one (1/4): at least 1/2 + 1/4;
    /// never more than 3.
    @Test
    void passesOfSomeTokensFollowFromTheirDistribution() {
        Acceptance acceptance = new Acceptance("a.json", List.of(0.5, 0.5));

        assertThat(acceptance.passes(3, 0.75)).isEqualTo(2);
        assertThat(acceptance.passes(3, 0.76)).isEqualTo(3);
        assertThat(acceptance.passes(1, 0.9)).isEqualTo(1);
        assertThat(new Acceptance("a.json", List.of(0.0, 1.0)).passes(7, 0.1)).isEqualTo(4);
    }

    /// Both ways beside each other where one takes over, on either side.
    @Test
    void manyPassesAreNormal() {
        Acceptance acceptance = new Acceptance("a.json", List.of(0.3, 0.2, 0.1, 0.4));
        for (double share : List.of(0.1, 0.9)) {
            assertThat((double) acceptance.passes(2001, share)).isCloseTo(acceptance.passes(2000, share), within(2.0));
        }
        assertThat(acceptance.passes(4000, 0.1)).isLessThan(acceptance.passes(4000, 0.9));
    }

    @Test
    void aDistributionHasTwoEnds() {
        StrategyFiles files = new StrategyFiles() {
            @Override
            public Recording profile(String file) {
                throw new AssertionError(file);
            }

            @Override
            public Acceptance acceptance(String file) {
                return new Acceptance(file, List.of(0.5, 0.5));
            }
        };
        Request request = new Request(1, 10, 101, LogitRows.ACTIVE);
        StrategySpec spec = StrategySpec.parse("speculative:drafter=ngram,draft=1,accepted=a.json");
        Spread spread = Strategies.spread(spec, request, files).orElseThrow();

        // 100 tokens after the first: 66.7 passes on average, of deviation 2.7.
        for (StrategySpec end : List.of(spread.few(), spread.many())) {
            boolean few = end.equals(spread.few());
            int passes = passes(end.toString(), request, StrategyFiles.NONE).size() - 1;
            assertThat(passes).isEqualTo(new Acceptance("a", List.of(0.5, 0.5)).passes(100, few ? 0.1 : 0.9));
            assertThat((double) passes).isCloseTo(few ? 63.2 : 70.1, within(1.5));
        }
        assertThat(Strategies.spread(StrategySpec.parse("ar"), request, files)).isEmpty();
        assertThat(Strategies.spread(StrategySpec.parse("mtp:accepted=1"), request, files))
                .isEmpty();
    }
}
