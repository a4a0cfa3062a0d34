package org.unmask.core.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Passes of canvases without masks, against hand counts.
class RenoisedCanvasTest {
    private static final Request REQUEST = new Request(2, 10, 20, LogitRows.ACTIVE);

    private static StrategyFiles files(StepCounts counts) {
        return new StrategyFiles() {
            @Override
            public Recording profile(String file) {
                throw new AssertionError(file);
            }

            @Override
            public StepCounts steps(String file) {
                return counts;
            }
        };
    }

    private static List<String> passes(String text, StrategyFiles files) {
        StrategySpec spec = StrategySpec.parse(text);
        List<String> passes = new ArrayList<>();
        Unfolding.run(
                Strategies.checked(spec, REQUEST),
                REQUEST,
                Strategies.assumption(spec, REQUEST, files),
                (pass, outcome) -> passes.add(shape(pass.only()) + " commits " + outcome.committed()));
        return passes;
    }

    private static String shape(Pass.Group group) {
        String mask = group.mask().getClass().getSimpleName();
        return group.queries() + "/" + group.keys() + " " + mask + " " + group.logitRows() + " " + group.conditioning();
    }

    private static long denoising(String text, StrategyFiles files) {
        return passes(text, files).stream()
                .filter(pass -> pass.contains("TwoSided"))
                .count();
    }

    /// P = 10, G = 20, canvases of 8: three of them, the last reaching 4 positions too far. Two sequences.
    @Test
    void aCanvasIsDenoisedWholeAndThenStored() {
        assertThat(passes("diffusion-gemma:canvas=8,steps=2", StrategyFiles.NONE))
                .containsExactly(
                        "10/10 Causal 0 NONE commits 0",
                        "8/18 TwoSided 8 FIRST commits 0",
                        "8/18 TwoSided 8 FURTHER commits 16",
                        "8/18 Causal 0 NONE commits 0",
                        "8/26 TwoSided 8 FIRST commits 0",
                        "8/26 TwoSided 8 FURTHER commits 16",
                        "8/26 Causal 0 NONE commits 0",
                        "8/34 TwoSided 8 FIRST commits 0",
                        "8/34 TwoSided 8 FURTHER commits 8",
                        "8/34 Causal 0 NONE commits 0");
    }

    @Test
    void theLastCanvasMayBeLeftOutOfTheCache() {
        List<String> all = passes("diffusion-gemma:canvas=8,steps=2", StrategyFiles.NONE);

        assertThat(passes("diffusion-gemma:canvas=8,steps=2,commit=between", StrategyFiles.NONE))
                .isEqualTo(all.subList(0, all.size() - 1));
    }

    /// 7/3 passes a canvas: 2, 2 and 3. A prediction has whole passes, and their sum is right.
    @Test
    void canvasesTakeSoManyPassesOnAverage() {
        assertThat(denoising("diffusion-gemma:canvas=8,steps=2.3334", StrategyFiles.NONE))
                .isEqualTo(7);
        assertThat(denoising("diffusion-gemma:canvas=8,steps=1", StrategyFiles.NONE))
                .isEqualTo(3);
    }

    /// Half of the prompts take 2 passes a canvas, half of them 4: three canvases take 9.
    @Test
    void aDistributionCountsWithItsMean() {
        StepCounts counts = new StepCounts("steps.json", List.of(2, 4), List.of(0.5, 0.5));

        assertThat(denoising("diffusion-gemma:canvas=8,steps=steps.json", files(counts)))
                .isEqualTo(9);
    }

    /// At one token a pass the 8 positions of a canvas would take 8 passes.
    @Test
    void aCanvasEndsAtTheCap() {
        assertThat(denoising("diffusion-gemma:canvas=8,tokens-per-pass=1,max-steps=3", StrategyFiles.NONE))
                .isEqualTo(9);
        assertThat(denoising("diffusion-gemma:canvas=8,tokens-per-pass=4", StrategyFiles.NONE))
                .as("two full canvases, and one of which 4 tokens count")
                .isEqualTo(2 + 2 + 1);
    }

    /// The passes between the first and the last of a canvas are alike.
    @Test
    void alikePassesAreLeaptOver() {
        StrategySpec spec = StrategySpec.parse("diffusion-gemma:canvas=8,steps=5");
        List<Integer> counts = new ArrayList<>();
        Unfolding.leap(
                Strategies.checked(spec, REQUEST),
                REQUEST,
                Strategies.assumption(spec, REQUEST),
                (_, count, contextStep, rowStep, _) -> {
                    assertThat(contextStep + rowStep).isZero();
                    counts.add(count);
                });

        assertThat(counts).containsExactly(1, 1, 3, 1, 1, 1, 3, 1, 1, 1, 3, 1, 1);
    }

    @Test
    void observedNumbersAreADistribution() {
        StepCounts counts = StepCounts.observed("steps.json", List.of(23, 10, 48, 23, 23, 10, 23, 48, 23, 48));

        assertThat(counts.counts()).containsExactly(10, 23, 48);
        assertThat(counts.probabilities()).containsExactly(0.2, 0.5, 0.3);
        assertThat(counts.mean()).isCloseTo(2 + 11.5 + 14.4, within(1e-9));
        assertThat(counts.quantile(0.1)).isEqualTo(10);
        assertThat(counts.quantile(0.2)).isEqualTo(10);
        assertThat(counts.quantile(0.5)).isEqualTo(23);
        assertThat(counts.quantile(0.9)).isEqualTo(48);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "diffusion-gemma:steps=49 | steps=49; expected a number from 1 to max-steps=48, or a file",
                "diffusion-gemma:steps=0.5 | steps=0.5; expected a number from 1 to max-steps=48, or a file",
                "diffusion-gemma:steps=NaN | steps=NaN; expected a number from 1 to max-steps=48, or a file",
                "diffusion-gemma:max-steps=12,steps=16 | steps=16; expected a number from 1 to max-steps=12, or a file",
                "diffusion-gemma:canvas=0,steps=4 | canvas=0; expected a whole number from 1",
                "diffusion-gemma:commit=never,steps=4 | commit=never; expected all or between",
                "diffusion-gemma:steps=4,tokens-per-pass=2 | gives steps and tokens-per-pass; leave all but one out"
            })
    void badValuesAreOneLine(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Strategies.create(StrategySpec.parse(text), 256))
                .withMessageContaining(message);
    }

    @Test
    void badDistributionsAreOneLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StepCounts("a.json", List.of(2, 4), List.of(0.5, 0.4)))
                .withMessage("a.json: probabilities of 2 numbers of passes sum to 0.9, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StepCounts("a.json", List.of(4, 2), List.of(0.5, 0.5)))
                .withMessage("a.json: 2 passes stand after 4; expected rising numbers from 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StepCounts("a.json", List.of(0), List.of(1.0)))
                .withMessage("a.json: 0 passes stand first; expected rising numbers from 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StepCounts("a.json", List.of(3), List.of(0.5, 0.5)))
                .withMessage("a.json: 1 numbers of passes and 2 probabilities; expected as many of both");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepCounts.observed("a.json", List.of()))
                .withMessage("a.json: no numbers of passes; expected one or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StepCounts("a.json", List.of(2, 60), List.of(0.5, 0.5)).upTo(48))
                .withMessage("a.json: 60 passes of a canvas; expected at most max-steps=48");
    }

    @Test
    void withoutAnAssumptionLogitsDecide() {
        assertThat(Strategies.needsLogits(StrategySpec.parse("diffusion-gemma"), REQUEST))
                .isTrue();
        assertThat(Strategies.needsLogits(StrategySpec.parse("diffusion-gemma:steps=16"), REQUEST))
                .isFalse();
        assertThat(Strategies.needsLogits(StrategySpec.parse("diffusion-gemma:steps=a.json"), REQUEST))
                .isFalse();
        assertThat(Strategies.assumptions(StrategySpec.parse("diffusion-gemma")))
                .startsWith("steps=N, steps=FILE");
    }
}
