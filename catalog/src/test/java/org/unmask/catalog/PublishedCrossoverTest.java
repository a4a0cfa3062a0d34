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
import org.unmask.cost.hardware.Device;
import org.unmask.cost.roofline.Profile;

/// LLaMA-3-8B against LLaDA-8B, where the crossovers were worked out without this program.
class PublishedCrossoverTest {
    private final Catalog catalog;

    PublishedCrossoverTest(@TempDir Path nowhere) throws IOException {
        this.catalog = new Catalog(nowhere, nowhere);
    }

    private Solver solver(String device, String strategy, int generated, LogitRows logits, int longest)
            throws IOException {
        return new Solver(contest(device, strategy, generated, logits), new Limits(Limits.LARGEST_BATCH, longest));
    }

    private Contest contest(String device, String strategy, int generated, LogitRows logits) throws IOException {
        return new Contest(
                catalog.model("llama-3-8b").model(),
                StrategySpec.parse("ar"),
                catalog.model("llada-8b").model(),
                StrategySpec.parse(strategy),
                catalog.device(device).device(),
                generated,
                logits,
                DTypes.BF16,
                Profile.ROOFLINE);
    }

    /// The device of that name with another memory.
    private static Contest on(Contest contest, long memoryBytes) {
        Device device = contest.device();
        return new Contest(
                contest.autoregressive(),
                contest.autoregressiveStrategy(),
                contest.diffusion(),
                contest.diffusionStrategy(),
                new Device(
                        device.id(),
                        device.name(),
                        device.flopsPerSecond(),
                        device.bytesPerSecond(),
                        memoryBytes,
                        device.source()),
                contest.generatedTokens(),
                contest.logits(),
                contest.types(),
                contest.profile());
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

    /// Kim et al. (arXiv 2510.04146) show LLaDA-8B running out of memory beyond batch 28 at prompt 512 (32 is the next
    /// point) and 8 at prompt 2048 (12 is). The figure does not say of which GPU; 80·10⁹ bytes are what an A100 80GB leaves
    /// at least when the context of CUDA and the fragments of an allocator are taken off.
    @ParameterizedTest
    @CsvSource({"512, 80000000000, 29", "2048, 80000000000, 8"})
    void memoryEndsWhereThePredictionEnds(int prompt, long memory, int largest) throws IOException {
        Contest contest = on(contest("a100-80gb", "diffusion:steps=16", 128, LogitRows.ALL), memory);
        BatchCrossover found = new Solver(contest, new Limits(Limits.LARGEST_BATCH, 16)).batches(prompt);

        assertThat(found.diffusion().largestBatch()).isEqualTo(largest);
        assertThat(found.ranges().getLast())
                .isEqualTo(new Range(
                        largest + 1, found.autoregressive().largestBatch(), Verdict.ONLY_AUTOREGRESSIVE_FITS));
    }
}
