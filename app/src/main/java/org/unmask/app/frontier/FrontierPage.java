package org.unmask.app.frontier;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.unmask.report.Figure;
import org.unmask.report.Label;
import org.unmask.report.Part;
import org.unmask.report.Source;
import org.unmask.report.figure.FrontierFigure;
import org.unmask.report.figure.FrontierFigure.Place;
import org.unmask.report.page.Report;
import org.unmask.report.page.ReportData;
import org.unmask.report.page.ReportData.Fact;
import org.unmask.result.Setting;
import org.unmask.run.evaluate.EvaluationPlan;
import org.unmask.run.frontier.Front;
import org.unmask.run.frontier.Standing;

/// A page with a figure for each batch.
public final class FrontierPage {
    private final FrontierRun run;
    private final EvaluationPlan plan;
    private final FrontierSentences sentences;

    /// A page about a race.
    public FrontierPage(FrontierRun run, EvaluationPlan plan) {
        this.run = run;
        this.plan = plan;
        this.sentences = new FrontierSentences(run);
    }

    /// Writes the page.
    ///
    /// @throws IOException if the file cannot be written
    public void write(Path file) throws IOException {
        List<Figure> figures = new ArrayList<>();
        run.fronts().forEach(front -> figures.add(figure(front)));
        String pair = plan.diffusion().model().id() + " beside "
                + plan.autoregressive().model().id();
        Report.write(
                new ReportData(
                        "Quality against speed",
                        pair + " on " + run.race().problems() + " problems of "
                                + plan.dataset().getFileName() + ".",
                        Instant.now(),
                        environment(),
                        Part.of(figures, sentences.all())),
                file);
    }

    private List<Fact> environment() {
        Setting setting = run.entries().getFirst().setting();
        return List.of(
                new Fact("processor", setting.machine().name().orElse("")),
                new Fact(
                        "threads",
                        setting.engine().threads().map(String::valueOf).orElse("")),
                new Fact("backend", setting.engine().backend().orElse("")),
                new Fact("weights", plan.dtype().id()),
                new Fact("problems", plan.dataset().toString()));
    }

    private FrontierFigure figure(Front front) {
        List<FrontierFigure.Row> rows = new ArrayList<>();
        front.lines()
                .forEach(line ->
                        rows.add(row(front, line, line.equals(front.baseline()) ? Place.BASELINE : Place.SLOWER)));
        List<Standing> points = front.points();
        for (Standing one : front.others()) {
            Place place = one.beatenBy().isPresent()
                    ? Place.DROPPED
                    : !points.contains(one)
                            ? Place.BELOW
                            : front.knee().filter(one::equals).isPresent() ? Place.KNEE : Place.FRONT;
            rows.add(row(front, one, place));
        }
        return new FrontierFigure(
                front.batch(),
                sentences.heading(front),
                rows,
                Source.measured("this machine, " + plan.dtype().id() + " weights, every problem once"));
    }

    private FrontierFigure.Row row(Front front, Standing standing, Place place) {
        String strategy = run.entry(standing).strategy().toString();
        return new FrontierFigure.Row(
                front.lines().contains(standing) ? Label.ar(strategy, strategy) : Label.dlm(strategy, strategy),
                place,
                standing.accuracy(),
                standing.speed(),
                standing.tally().passes());
    }
}
