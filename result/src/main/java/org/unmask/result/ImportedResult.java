package org.unmask.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What another program measured of one setting.
///
/// @param setting  what the file does not say is unknown
/// @param other  what the file says beside it, as it stands there
/// @param remarks  why its numbers should not be trusted, one sentence each; empty if nothing is wrong with them
public record ImportedResult(
        Source source, Setting setting, List<Metric> metrics, ObjectNode other, List<String> remarks) {
    /// The type of its line.
    public static final String TYPE = "imported";

    /// Where a result is from.
    ///
    /// @param format  name of the format, for instance `llama-bench`
    /// @param file  as it was named
    /// @param number  of the result in the file, from 1
    public record Source(String format, String file, int number) {
        /// The place, for people.
        @Override
        public String toString() {
            return file + " result " + number;
        }
    }

    public ImportedResult {
        metrics = List.copyOf(metrics);
        other = other.deepCopy();
        remarks = List.copyOf(remarks);
    }

    /// A result with which nothing is wrong.
    public ImportedResult(Source source, Setting setting, List<Metric> metrics, ObjectNode other) {
        this(source, setting, metrics, other, List.of());
    }

    /// This result of another setting.
    public ImportedResult with(Setting known) {
        return new ImportedResult(source, known, metrics, other, remarks);
    }

    /// This result, with why its numbers should not be trusted.
    public ImportedResult remarked(List<String> sentences) {
        return new ImportedResult(source, setting, metrics, other, sentences);
    }

    /// The metric of a name; empty if it was not measured.
    public Optional<Metric> metric(String name) {
        return metrics.stream().filter(metric -> metric.name().equals(name)).findFirst();
    }

    /// What it says, wherever it is from: results of one content are copies of one another.
    public List<Object> content() {
        return List.of(setting, metrics, other);
    }

    /// The line of this result.
    public ObjectNode json() {
        ObjectNode line = JsonMapper.shared().createObjectNode().put("type", TYPE);
        line.putObject("source")
                .put("format", source.format())
                .put("file", source.file())
                .put("number", source.number());
        line.set("setting", setting.json());
        ArrayNode list = line.putArray("metrics");
        metrics.forEach(metric -> list.add(metric.json()));
        line.set("other", other);
        if (!remarks.isEmpty()) {
            ArrayNode sentences = line.putArray("remarks");
            remarks.forEach(sentences::add);
        }
        return line;
    }

    /// Reads what [#json] wrote.
    public static ImportedResult of(JsonNode line) {
        JsonNode source = line.required("source");
        List<Metric> metrics = new ArrayList<>();
        line.required("metrics").forEach(metric -> metrics.add(Metric.of(metric)));
        List<String> remarks = new ArrayList<>();
        line.path("remarks").forEach(remark -> remarks.add(remark.asString()));
        return new ImportedResult(
                new Source(
                        source.required("format").asString(),
                        source.required("file").asString(),
                        source.required("number").asInt()),
                Setting.of(line.required("setting")),
                metrics,
                line.required("other").asObject(),
                remarks);
    }
}
