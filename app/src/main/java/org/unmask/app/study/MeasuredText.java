package org.unmask.app.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.unmask.core.op.DType;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.Roofline;
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
    /// Shows what a table leaves out.
    static final String MORE = "--format json";

    private final Results results;
    private final List<Part> parts = new ArrayList<>();

    private record Part(Protocol protocol, MeasuredPart measured) {}

    /// A text about results, still empty.
    ///
    /// @param results  that hold the runs of all parts
    public MeasuredText(Results results) {
        this.results = results;
    }

    /// Adds what was measured of a protocol.
    ///
    /// @param asked  its settings, as they were run here
    /// @param profile  that assumed and replayed times are priced under
    public void add(Protocol protocol, List<Asked> asked, Optional<Profile> profile) {
        parts.add(new Part(protocol, MeasuredPart.of(results, asked, profile)));
    }

    /// What a person should know beside the numbers.
    public List<String> warnings() {
        return parts.stream()
                .flatMap(part -> part.measured().warnings().stream())
                .toList();
    }

    /// A table for each part.
    ///
    /// @param width  columns of the terminal
    public String tables(int width) {
        TextTable<Comparison.Row> table = TextTable.of(MeasuredColumns.RUNS, MORE);
        return parts.stream()
                .map(part -> Paragraph.of("", title(part.protocol()), width)
                        + table.of(part.measured().comparison().rows(), width))
                .collect(Collectors.joining("\n"));
    }

    /// A table of operators for each setting.
    ///
    /// @param device  whose roofs they are compared with; those of the machine that ran them, if empty
    /// @param width  columns of the terminal
    public String operators(Optional<Device> device, int width) {
        return rates(device).stream().map(rates -> "\n" + rates.table(width)).collect(Collectors.joining());
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
                + (temperature == 0 ? "" : ", temperature=" + temperature);
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

    /// A line per strategy that answered.
    ///
    /// @param asked  the settings, as they were run here
    /// @param width  columns of the terminal
    public static String answers(AnswerProtocol protocol, List<Asked> asked, Results results, int width) {
        return TextTable.of(MeasuredColumns.ANSWERS, MORE)
                .of(
                        AnswerSection.of(protocol, asked, protocol.prompts().toString(), results)
                                .rows(),
                        width);
    }
}
