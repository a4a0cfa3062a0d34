package org.unmask.app.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;
import org.unmask.report.Label;
import org.unmask.report.Part;
import org.unmask.report.Source;
import org.unmask.report.figure.FleetFigure;

/// What `fleet --format json` printed, `unmask.fleet/1`, as a part of a report.
public final class FleetFile {
    private static final Map<String, String> ANSWERS =
            Map.of("at", "enough", "given", "as given", "never", "no number", "beyond", "more than was looked at");

    private FleetFile() {}

    /// The figure, what it says, why there is no fleet for some plans, and what diffusion models must do to be cheaper.
    ///
    /// @throws IOException in one line, naming the file, if it is none of this format
    public static Part part(Path file) throws IOException {
        return part(JsonFile.read(file));
    }

    static Part part(Fields json) throws IOException {
        json.requireSchema(PlanFormats.SCHEMA);
        List<FleetFigure.Row> rows = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Fields plan : json.objects("plans")) {
            FleetFigure.Row row = row(plan);
            rows.add(row);
            if (row.fleet().isEmpty()) {
                others.add(plan.text("words"));
            }
        }
        if (json.has("cheaper_from")) {
            for (Fields found : json.objects("cheaper_from")) {
                others.add(found.text("words"));
            }
        }
        String objective = json.verbatim("objective").orElse("");
        String traffic = json.text("traffic") + (objective.isEmpty() ? "" : "; " + objective);
        Source source = Source.predicted("fleets that were simulated on priced passes");
        FleetFigure figure = new FleetFigure(traffic, rows, source);
        List<String> sentences = new ArrayList<>();
        figure.findings().forEach(finding -> sentences.add(finding.text()));
        sentences.addAll(others);
        return Part.of(
                List.of(figure), sentences.stream().map(words -> words + ".").toList());
    }

    private static FleetFigure.Row row(Fields plan) throws IOException {
        String strategy = plan.text("strategy");
        String answer = ANSWERS.get(plan.text("answer"));
        if (answer == null) {
            throw plan.bad("answer", "at, given, never or beyond");
        }
        return new FleetFigure.Row(
                Strategies.isAutoregressive(plan.value("strategy", StrategySpec::parse))
                        ? Label.ar(strategy, strategy)
                        : Label.dlm(strategy, strategy),
                plan.text("model"),
                plan.text("device"),
                plan.text("profile"),
                answer,
                plan.has("devices") ? Optional.of(fleet(plan)) : Optional.empty());
    }

    private static FleetFigure.Fleet fleet(Fields plan) throws IOException {
        return new FleetFigure.Fleet(
                plan.count("devices"),
                known(plan, "dollars_per_million_tokens"),
                known(plan, "dollars_per_hour"),
                known(plan, "joules_per_token"),
                plan.number("good_share"),
                plan.number("utilisation"),
                percentiles(plan, "time_to_first_block"),
                percentiles(plan, "end_to_end"));
    }

    private static FleetFigure.Percentiles percentiles(Fields plan, String quantity) throws IOException {
        return new FleetFigure.Percentiles(plan.number(quantity + "_p50"), plan.number(quantity + "_p99"));
    }

    private static OptionalDouble known(Fields plan, String key) throws IOException {
        return plan.has(key) ? OptionalDouble.of(plan.number(key)) : OptionalDouble.empty();
    }
}
