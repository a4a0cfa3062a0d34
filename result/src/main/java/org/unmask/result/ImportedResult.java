package org.unmask.result;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What another program measured of one setting.
///
/// @param setting  what the file does not say is unknown
/// @param other  what the file says beside it, as it stands there
public record ImportedResult(Source source, Setting setting, List<Metric> metrics, ObjectNode other) {
    /// The type of its line.
    public static final String TYPE = "imported";

    /// Where a result is from.
    ///
    /// @param format  name of the format, for instance `llama-bench`
    /// @param file  as it was named
    /// @param number  of the result in the file, from 1
    public record Source(String format, String file, int number) {}

    public ImportedResult {
        metrics = List.copyOf(metrics);
        other = other.deepCopy();
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
        return line;
    }

    /// Reads what [#json] wrote.
    public static ImportedResult of(JsonNode line) {
        JsonNode source = line.required("source");
        List<Metric> metrics = new ArrayList<>();
        line.required("metrics").forEach(metric -> metrics.add(Metric.of(metric)));
        return new ImportedResult(
                new Source(
                        source.required("format").asString(),
                        source.required("file").asString(),
                        source.required("number").asInt()),
                Setting.of(line.required("setting")),
                metrics,
                line.required("other").asObject());
    }
}
