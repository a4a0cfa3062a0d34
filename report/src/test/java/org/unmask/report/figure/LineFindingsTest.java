package org.unmask.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.unmask.report.Finding;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.figure.LineFigure.Axis;
import org.unmask.report.figure.LineFigure.Axis.Scale;
import org.unmask.report.figure.LineFigure.Level;
import org.unmask.report.figure.LineFigure.Mark;
import org.unmask.report.figure.LineFigure.Panel;
import org.unmask.report.figure.LineFigure.Point;
import org.unmask.report.figure.LineFigure.Series;

class LineFindingsTest {
    private static final Source ROOFLINE = Source.predicted("roofline");

    /// A line at 1, 2, 4, 8 ...
    private static Series line(Label label, double... ys) {
        return line(label, ROOFLINE, ys);
    }

    private static Series line(Label label, Source source, double... ys) {
        return new Series(
                label,
                source,
                IntStream.range(0, ys.length)
                        .mapToObj(i -> Point.at(1 << i, ys[i]))
                        .toList());
    }

    private static final Label AR = Label.ar("llama", "ar");
    private static final Label FULL = Label.dlm("llada, no cache", "diffusion");
    private static final Label CACHED = Label.dlm("llada, dual cache", "dual-cache");

    private static List<String> speed(Series... lines) {
        return texts(LineFigure.throughputOverBatch(List.of(new Panel("gpu", "prompt 8", List.of(lines)))));
    }

    private static List<String> texts(LineFigure figure) {
        return figure.findings().stream().map(Finding::text).toList();
    }

    @Test
    void whoLeadsAndFromWhereOnIsSaid() {
        assertThat(speed(line(AR, 1, 2, 4), line(CACHED, 2, 3, 3)))
                .containsExactly("dual cache is fastest at batch 1, llama from 4 on (gpu, prompt 8)");
        assertThat(speed(line(AR, 3, 4), line(CACHED, 2, 3)))
                .containsExactly("llama is fastest from batch 1 to 2 (gpu, prompt 8)");
        assertThat(speed(line(AR, 1, 2, 9), line(CACHED, 2, 3, 3), line(FULL, 1, 4, 4)))
                .containsExactly("dual cache is fastest at batch 1, llama from 4 on, after no cache (gpu, prompt 8)");
    }

    @Test
    void aLineThatEndedLeadsNoMore() {
        assertThat(speed(line(AR, 1, 1, 1), line(CACHED, 2, 2)))
                .containsExactly("dual cache is fastest at batch 1, llama from 4 on (gpu, prompt 8)");
    }

    @Test
    void publishedPointsAndSingleLinesSayNothing() {
        assertThat(speed(line(AR, 1, 2), line(CACHED, Source.published("a paper"), 9, 9)))
                .isEmpty();
    }

    @Test
    void everyDeviceHasItsOwnFindingAboutItsMiddlePanel() {
        List<Panel> panels = new ArrayList<>();
        for (String device : List.of("a", "b")) {
            for (int prompt : new int[] {1, 2, 3}) {
                panels.add(new Panel(
                        device,
                        "prompt " + prompt,
                        List.of(line(AR, prompt == 2 ? 9 : 1), line(CACHED, device.equals("a") ? 5 : 10))));
            }
        }
        assertThat(LineFigure.throughputOverBatch(panels).findings())
                .containsExactly(
                        new Finding("a", "llama is fastest at batch 1 (a, prompt 2)"),
                        new Finding("b", "dual cache is fastest at batch 1 (b, prompt 2)"));
    }

    @Test
    void theSideOfTheLowestRidgeIsSaid() {
        Level high = new Level(Label.neutral("ridge b"), ROOFLINE, 200);
        Level low = new Level(Label.neutral("ridge a"), ROOFLINE, 100);
        Series block = line(Label.dlm("llada, block", "block-diffusion"), 50, 90, 150);
        LineFigure figure = LineFigure.intensityOverBatch(List.of(new Panel(
                "", "", List.of(line(AR, 1, 2, 4), line(FULL, 150, 300, 600), block), List.of(high, low), List.of())));
        assertThat(texts(figure))
                .containsExactly("no cache is past the lowest ridge at batch 1, block from 4 on, llama stays below");
    }

    @Test
    void theMarkedCrossingIsSaid() {
        LineFigure figure = LineFigure.latencyOverSteps(List.of(new Panel(
                "gpu",
                "",
                List.of(line(FULL, 1, 2, 4)),
                List.of(new Level(AR, ROOFLINE, 3)),
                List.of(new Mark(3, 3, "K* = 3.0")))));
        assertThat(texts(figure)).containsExactly("no cache answers sooner up to K* = 3.0 of 4 steps (gpu)");
    }

    @Test
    void gainsAndLossesAreSaidInNumbers() {
        Axis batch = new Axis("batch", "", Scale.LOG2);
        List<Panel> gains = List.of(new Panel("", "", List.of(line(FULL, 1.5, 1.2), line(CACHED, 2.774, 0.15))));
        assertThat(texts(new LineFigure(
                        "g", "t", "", batch, new Axis("throughput over baseline", "", Scale.LOG10), "panel", gains)))
                .containsExactly("dual cache: 2.77 times the throughput at batch 1, 0.150 times at 2");
        List<Panel> losses = List.of(new Panel("", "", List.of(line(AR, 0.08, 0.01), line(FULL, 0.838, 0.4))));
        assertThat(texts(new LineFigure(
                        "l", "t", "", batch, new Axis("share of throughput lost", "", Scale.LINEAR), "panel", losses)))
                .containsExactly("no cache loses 84 % of its throughput at batch 1, llama 8 %");
    }
}
