package org.unmask.web.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.unmask.web.explorer.Questions.pair;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.unmask.cost.crossover.Contest;
import org.unmask.cost.crossover.Limits;
import org.unmask.cost.crossover.Race;
import org.unmask.cost.crossover.Solver;
import org.unmask.cost.crossover.Verdict;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;

/// The map, against the one that `crossover --map` prints.
class WinnerMapTest {
    @Test
    void everyCellIsThatOfTheCrossoverMap() {
        List<Prediction> pair = Questions.predictions(
                pair(512, 128, 1, "llama-3-8b a6000 ar", "llada-8b a6000 dual-cache:block=32,steps=64"));
        Prediction first = pair.getFirst();
        Prediction second = pair.getLast();
        Contest contest = new Contest(
                first.model(),
                first.strategy(),
                second.model(),
                second.strategy(),
                first.device(),
                128,
                first.request().logits(),
                first.scenario().types(),
                first.scenario().profile());
        List<Race> races = new Solver(contest, new Limits(1024, 32768))
                .map(WinnerMap.BATCHES.subList(0, 7), WinnerMap.PROMPTS.subList(0, 8))
                .races();

        List<WinnerMap.Cell> cells = WinnerMap.of(pair, new Columns()).cells();

        for (Race race : races) {
            WinnerMap.Cell cell = cells.stream()
                    .filter(each -> each.batch() == race.batch() && each.promptTokens() == race.promptTokens())
                    .findFirst()
                    .orElseThrow();
            switch (race.verdict()) {
                case DIFFUSION, ONLY_DIFFUSION_FITS -> assertThat(cell.winner()).isEqualTo(1);
                case AUTOREGRESSIVE, ONLY_AUTOREGRESSIVE_FITS ->
                    assertThat(cell.winner()).isZero();
                case NEITHER_FITS -> assertThat(cell.winner()).isNegative();
            }
            if (race.verdict().isRun()) {
                double lead = race.verdict().isDiffusion() ? race.ratio() : 1 / race.ratio();
                assertThat(cell.lead()).isCloseTo(lead, within(1e-12 * lead));
            }
        }
        assertThat(races).extracting(Race::verdict).contains(Verdict.DIFFUSION, Verdict.AUTOREGRESSIVE);
    }

    @Test
    void aMapIsTheSameWhereverItsSlidersStandAndPromptsAreComputedInChunksWhereAsked() {
        String ar = "llama-3-8b a6000 ar";
        String dlm = "llada-8b a6000 dual-cache:block=32,steps=64";
        List<Prediction> here = Questions.predictions(pair(512, 128, 1, ar, dlm));
        List<Prediction> there = Questions.predictions(pair(33, 128, 7, ar, dlm));
        Columns columns = new Columns();

        WinnerMap first = WinnerMap.of(here, columns);

        assertThat(WinnerMap.of(there, columns)).isEqualTo(first).isEqualTo(WinnerMap.of(there, new Columns()));
        Scenario whole = here.getFirst().scenario();
        Scenario chunked = whole.of(whole.strategy(), whole.request().chunked(64));
        assertThat(columns.of(chunked)).isNotEqualTo(columns.of(whole));
    }

    @Test
    void theFirstOfEqualsWinsAndTheOnlyOneLeadsWithoutEnd() {
        assertThat(WinnerMap.Cell.of(1, 1, new double[] {2, 2, 1})).isEqualTo(new WinnerMap.Cell(1, 1, 0, 1));
        assertThat(WinnerMap.Cell.of(1, 1, new double[] {0, 5, 0}).lead()).isInfinite();
        assertThat(WinnerMap.Cell.of(1, 1, new double[] {1, 4, 2})).isEqualTo(new WinnerMap.Cell(1, 1, 1, 2));
        assertThat(WinnerMap.Cell.of(1, 1, new double[] {0, 0})).isEqualTo(new WinnerMap.Cell(1, 1, -1, 0));
    }
}
