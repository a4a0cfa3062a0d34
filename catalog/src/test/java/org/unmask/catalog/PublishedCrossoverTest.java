package org.unmask.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DTypes;
import org.unmask.cost.crossover.Answer;
import org.unmask.cost.crossover.BatchCrossover;
import org.unmask.cost.crossover.Contest;
import org.unmask.cost.crossover.Limits;
import org.unmask.cost.crossover.Range;
import org.unmask.cost.crossover.RidgeCrossover;
import org.unmask.cost.crossover.Solver;
import org.unmask.cost.crossover.StepCrossover;
import org.unmask.cost.crossover.Verdict;
import org.unmask.cost.roofline.Profile;

/// LLaMA-3-8B against LLaDA-8B, where the crossovers were worked out without this program.
class PublishedCrossoverTest {
    private final Catalog catalog;

    PublishedCrossoverTest(@TempDir Path nowhere) throws IOException {
        this.catalog = new Catalog(nowhere, nowhere);
    }

    private Solver solver(String device, String strategy, int generated, LogitRows logits, int longest)
            throws IOException {
        Contest contest = new Contest(
                catalog.model("llama-3-8b").model(),
                StrategySpec.parse("ar"),
                catalog.model("llada-8b").model(),
                StrategySpec.parse(strategy),
                catalog.device(device).device(),
                generated,
                logits,
                DTypes.BF16,
                Profile.ROOFLINE);
        return new Solver(contest, new Limits(Limits.LARGEST_BATCH, longest));
    }

    @ParameterizedTest
    @CsvSource({"128, 125", "512, 63", "1024, 37", "2048, 21", "4096, 11"})
    void fullPassesBreakEvenAtTheStepsWorkedOut(int prompt, double steps) throws IOException {
        StepCrossover found =
                solver("h200-sxm", "diffusion", 256, LogitRows.ALL, 16).steps(1, prompt);

        assertThat(found.answer()).isEqualTo(Answer.AT);
        assertThat(found.steps().orElseThrow()).isCloseTo(steps, within(0.6));
        // Every pass costs the same here, so both ways to say it agree.
        assertThat(found.meanPasses().orElseThrow()).isCloseTo(found.steps().orElseThrow(), within(1e-6));
        assertThat(found.at().orElseThrow().value())
                .isEqualTo(Math.floor(found.steps().orElseThrow()));
    }

    @Test
    void aBlockOf32AtContext512PassesTheRidgeOfAnA100AtBatch6() throws IOException {
        Solver solver = solver("a100-80gb", "block-diffusion:block=32", 32, LogitRows.GENERATED, 16);
        RidgeCrossover found = solver.ridge(512, solver.batches(512).diffusion().largestBatch());

        assertThat(found.ridge()).isCloseTo(153, within(0.5));
        assertThat(found.batch()).hasValue(6);
        assertThat(found.intensity().orElseThrow()).isGreaterThan(153);
        assertThat(found.before().orElseThrow()).isLessThan(153);
    }

    /// Kim et al. (arXiv 2510.04146) show LLaDA-8B running out of memory on 80 GB beyond batch 28 at prompt 512 and 8 at
    /// prompt 2048.
    @ParameterizedTest
    @CsvSource({"512, 29", "2048, 8"})
    void memoryEndsWhereThePredictionEnds(int prompt, int largest) throws IOException {
        BatchCrossover found = solver("a100-80gb", "diffusion:steps=16", 128, LogitRows.ALL, 16)
                .batches(prompt);

        assertThat(found.diffusion().largestBatch()).isEqualTo(largest);
        assertThat(found.ranges().getLast())
                .isEqualTo(new Range(
                        largest + 1, found.autoregressive().largestBatch(), Verdict.ONLY_AUTOREGRESSIVE_FITS));
    }
}
