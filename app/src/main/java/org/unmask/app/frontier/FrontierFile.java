package org.unmask.app.frontier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.statistic.Proportion;
import org.unmask.core.text.Names;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;
import org.unmask.report.Figure;
import org.unmask.report.Label;
import org.unmask.report.Part;
import org.unmask.report.Source;
import org.unmask.report.figure.FrontierFigure;
import org.unmask.report.figure.FrontierFigure.Place;

/// What `frontier --format json` printed, `unmask.frontier/1`, as a part of a report.
public final class FrontierFile {
    private static final String SCHEMA = "unmask.frontier/1";

    private static final String SPEED = "kept_tokens_per_second";

    private FrontierFile() {}

    /// The figure of each batch, and the sentences.
    ///
    /// @throws IOException in one line, naming the file, if it is none of this format
    public static Part part(Path file) throws IOException {
        Fields json = JsonFile.read(file);
        json.requireSchema(SCHEMA);
        Source source = Source.measured(json.text("measured_on") + ", " + json.count("problems") + " problems of "
                + Names.ofFile(json.text("dataset")) + ", every problem once");
        List<Fields> settings = json.objects("settings");
        List<Figure> figures = new ArrayList<>();
        for (Fields front : json.objects("fronts")) {
            int batch = front.count("batch");
            List<FrontierFigure.Row> rows = new ArrayList<>();
            double fastest = 0;
            for (Fields setting : settings) {
                if (setting.count("batch") == batch && isAutoregressive(setting)) {
                    fastest = Math.max(fastest, setting.positive(SPEED));
                }
            }
            for (Fields setting : settings) {
                if (setting.count("batch") == batch) {
                    rows.add(row(setting, fastest));
                }
            }
            figures.add(new FrontierFigure(batch, front.text("heading"), rows, source));
        }
        return Part.of(figures, json.texts("sentences"));
    }

    private static boolean isAutoregressive(Fields setting) throws IOException {
        return Strategies.isAutoregressive(setting.value("strategy", StrategySpec::parse));
    }

    /// @param fastest  kept tokens per second of the fastest autoregressive setting at its batch
    private static FrontierFigure.Row row(Fields setting, double fastest) throws IOException {
        String strategy = setting.text("strategy");
        boolean autoregressive = isAutoregressive(setting);
        double speed = setting.positive(SPEED);
        int scored = setting.count("scored");
        double share = setting.number("exact_match,strict-match");
        if (!(share >= 0 && share <= 1)) {
            throw setting.bad("exact_match,strict-match", "a share from 0 to 1");
        }
        return new FrontierFigure.Row(
                autoregressive ? Label.ar(strategy, strategy) : Label.dlm(strategy, strategy),
                !autoregressive ? place(setting) : speed < fastest ? Place.SLOWER : Place.BASELINE,
                new Proportion((int) Math.round(share * scored), scored),
                speed,
                setting.positive("passes"));
    }

    private static Place place(Fields setting) throws IOException {
        if (setting.has("beaten_by")) {
            return Place.DROPPED;
        }
        if (!setting.flag("front")) {
            return Place.BELOW;
        }
        return setting.flag("knee") ? Place.KNEE : Place.FRONT;
    }
}
