package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unmask.input.Fields;
import org.unmask.result.ImportedResult;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Records of AIPerf, one request a line: `profile_export.jsonl`. The lines of a file become one result with samples.
/// Requests that failed count as such and have no times; those of the warm-up are left out. Rates over the whole
/// benchmark are not in such a file, and are not made up.
final class AiperfRecords implements Importer {
    @Override
    public String id() {
        return "aiperf-records";
    }

    @Override
    public String summary() {
        return "AIPerf: profile_export.jsonl";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasKeys(List.of("metadata", "metrics"))
                && isRecord(
                        file.objects().getFirst().node("metrics"),
                        file.objects().getFirst().node("error"));
    }

    /// A metric of a request has a value, or several; that of many has statistics. What failed at once may have none.
    private static boolean isRecord(JsonNode metrics, JsonNode error) {
        return metrics.isObject()
                && (metrics.isEmpty()
                        ? error.isObject()
                        : metrics.valueStream().anyMatch(metric -> metric.has("value") && metric.has("unit")));
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        int answered = 0;
        int failed = 0;
        int warming = 0;
        for (Fields record : file.objects()) {
            if (isWarmup(record.object("metadata"))) {
                warming++;
            } else if (record.has("error")) {
                failed++;
            } else {
                answered++;
                collect(record.object("metrics"), samples);
            }
        }
        MetricReader reader = new MetricReader("AIPerf", file.objects().getFirst());
        samples.forEach((name, values) -> AiperfMetrics.add(reader, name, MetricReader.statistics(values), values));
        reader.add(Quantity.REQUESTS, "metrics", "lines of requests that were answered", one(answered), List.of())
                .add(Quantity.FAILED_REQUESTS, "error", "lines of requests that failed", one(failed), List.of());
        ObjectNode other = JsonMapper.shared().createObjectNode();
        if (warming > 0) {
            other.put("warmup_requests", warming);
        }
        Setting setting = AiperfMetrics.measured(Setting.UNKNOWN, reader.metrics());
        return List.of(new ImportedResult(file.source(this, 1), setting, reader.metrics(), other));
    }

    private static boolean isWarmup(Fields metadata) {
        return metadata.says("benchmark_phase", "warmup") || metadata.says("credit_phase", "warmup");
    }

    private static void collect(Fields metrics, Map<String, List<Double>> samples) throws IOException {
        for (String name : metrics.keys()) {
            if (AiperfMetrics.knows(name) && metrics.isObject(name)) {
                Fields metric = metrics.object(name);
                double scale = AiperfMetrics.scale(AiperfMetrics.quantity(name), metric);
                List<Double> values = samples.computeIfAbsent(name, _ -> new ArrayList<>());
                if (metric.isList("value")) {
                    values.addAll(new MetricReader("", metric).samples("value", scale));
                } else {
                    values.add(MetricReader.scaled(metric.number("value"), scale));
                }
            }
        }
    }

    private static Map<String, Double> one(int value) {
        return Map.of(Metric.VALUE, (double) value);
    }
}
