package org.unmask.app.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.unmask.core.op.DType;
import org.unmask.core.text.Units;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.Roofline;
import org.unmask.report.Interval;
import org.unmask.report.figure.Answers;
import org.unmask.report.figure.Comparison;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import org.unmask.run.measure.AnswerProtocol;
import org.unmask.run.measure.Asked;
import org.unmask.run.measure.Protocol;
import org.unmask.run.session.Stops;
import tools.jackson.databind.JsonNode;

/// Measurements for the terminal: a line per setting, a table of operators, or the lines of the results.
public final class MeasuredText {
    private final Results results;
    private final List<Part> parts = new ArrayList<>();

    private record Part(Protocol protocol, MeasuredPart measured) {}

    /// @param results  that hold the runs of all parts
    public MeasuredText(Results results) {
        this.results = results;
    }

    /// Adds what was measured of a protocol.
    ///
    /// @param asked  its settings, as they were run here
    /// @param profile  that assumed and replayed times are priced under
    public void add(Protocol protocol, List<Asked> asked, Profile profile) {
        parts.add(new Part(protocol, MeasuredPart.of(results, asked, protocol.repetitions(), profile)));
    }

    /// What a person should know beside the numbers.
    public List<String> warnings() {
        return parts.stream()
                .flatMap(part -> part.measured().warnings().stream())
                .toList();
    }

    /// A table for each part.
    public String tables() {
        return parts.stream()
                .map(part -> title(part.protocol())
                        + table(part.measured().comparison().rows()))
                .collect(Collectors.joining("\n"));
    }

    /// A table of operators for each setting.
    ///
    /// @param device  whose roofs they are compared with; those of the machine that ran them, if empty
    public String operators(Optional<Device> device) {
        return rates(device).stream().map(rates -> "\n" + rates.table()).collect(Collectors.joining());
    }

    /// The lines of the results.
    public String lines() {
        return lines(results.lines(), List.of());
    }

    /// The lines of the results, with what the operators of timed runs achieved.
    public String linesWithOperators(Optional<Device> device) {
        return lines(results.lines(), rates(device));
    }

    private List<OperatorRates> rates(Optional<Device> device) {
        List<OperatorRates> all = new ArrayList<>();
        for (Part part : parts) {
            DType weights = part.protocol().types().weight();
            for (OperatorRates rates : part.measured().operatorRates()) {
                all.add(device.isPresent() ? rates.under(Roofline.of(device.get(), weights)) : rates);
            }
        }
        return all;
    }

    private static String title(Protocol protocol) {
        String stop = Stops.text(protocol.stop()).replace(",", ", ");
        double temperature = protocol.sampling().temperature();
        DType keyValues = protocol.types().keyValue();
        return "prompt " + protocol.promptTokens() + ", generated " + protocol.generatedTokens() + " tokens, "
                + protocol.types().weight().id() + " weights"
                + (keyValues == DType.FLOAT32 ? "" : ", " + keyValues.id() + " keys and values")
                + (stop.isEmpty() ? "" : ", " + stop)
                + (temperature == 0 ? "" : ", temperature=" + temperature)
                + "\n";
    }

    /// @param rates  to add to the lines of their runs
    private static String lines(List<JsonNode> lines, List<OperatorRates> rates) {
        return lines.stream()
                .map(line -> rates.stream()
                        .filter(some -> isTimed(line, some.id()))
                        .findFirst()
                        .map(some -> some.added(line))
                        .orElse(line))
                .map(JsonNode::toString)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static boolean isTimed(JsonNode line, String id) {
        return line.path("type").asString("").equals(RunResult.TYPE)
                && line.path("setting").path("id").asString("").equals(id)
                && !line.path("operators").isEmpty();
    }

    private static String table(List<Comparison.Row> rows) {
        int width = rows.stream()
                .mapToInt(row -> row.strategy().text().length())
                .max()
                .orElse(1);
        StringBuilder text = new StringBuilder();
        line(
                text,
                width,
                "strategy",
                "batch",
                "passes",
                "assumed",
                "replayed",
                "measured",
                "interquartile",
                "error",
                "tokens/s",
                "GFLOP/s",
                "GB/s",
                "roof");
        for (Comparison.Row row : rows) {
            line(
                    text,
                    width,
                    row.strategy().text(),
                    "" + row.batch(),
                    "" + row.passes(),
                    row.assumed()
                            .map(assumed -> Units.seconds(assumed.seconds()))
                            .orElse("-"),
                    Units.seconds(row.replayedSeconds()),
                    Units.seconds(row.measuredSeconds().median()),
                    Units.seconds(row.measuredSeconds().quartiles().low()) + " - "
                            + Units.seconds(row.measuredSeconds().quartiles().high()),
                    String.format(
                            Locale.ROOT,
                            "%+.0f %%",
                            100 * (row.replayedSeconds() / row.measuredSeconds().median() - 1)),
                    Units.number(row.generatedTokens() / row.measuredSeconds().median()),
                    Units.number(row.flopsPerSecond() / 1e9),
                    Units.number(row.bytesPerSecond() / 1e9),
                    String.format(Locale.ROOT, "%.0f %%", 100 * row.roofShare()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, int width, Object... cells) {
        text.append(String.format(Locale.ROOT, "%-" + width + "s %5s %7s %9s %9s %9s %21s %7s %9s %8s %6s %6s", cells))
                .append('\n');
    }

    /// A line per strategy that answered.
    ///
    /// @param asked  the settings, as they were run here
    public static String answers(AnswerProtocol protocol, List<Asked> asked, Results results) {
        return answers(AnswerSection.of(protocol, asked, protocol.prompts().toString(), results)
                .rows());
    }

    private static String answers(List<Answers.Row> rows) {
        int width = rows.stream()
                .mapToInt(row -> row.strategy().text().length())
                .max()
                .orElse(1);
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-" + width + "s %8s %-24s %-24s %14s %8s %8s %13s%n",
                "strategy",
                "problems",
                "  exact (95 % interval)",
                "  flexible",
                "passes/problem",
                "computed",
                "kept",
                "kept tokens/s"));
        for (Answers.Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-" + width + "s %8d %-24s %-24s %14.2f %8d %8d %13.0f%n",
                    row.strategy().text(),
                    row.problems(),
                    score(row.exact(), row),
                    score(row.flexible(), row),
                    row.passesPerProblem(),
                    row.computedTokens(),
                    row.keptTokens(),
                    row.keptTokens() / (row.problems() * row.secondsPerProblem())));
        }
        return text.toString();
    }

    /// For instance `  436  87.2 % (84.0-89.9)`.
    private static String score(int right, Answers.Row row) {
        if (row.scored() == 0) {
            return "  not scored";
        }
        Interval interval = Answers.Row.interval(right, row.scored());
        return String.format(
                Locale.ROOT,
                "%5d %5.1f %% (%.1f-%.1f)",
                right,
                100.0 * right / row.scored(),
                100 * interval.low(),
                100 * interval.high());
    }
}
