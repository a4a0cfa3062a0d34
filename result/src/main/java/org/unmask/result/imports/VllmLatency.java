package org.unmask.result.imports;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.input.Fields;
import org.unmask.result.ImportedResult;
import org.unmask.result.Machine;
import org.unmask.result.Metric;
import org.unmask.result.Setting;

/// Results of `vllm bench latency`: one batch, again and again. The file says neither model nor batch nor lengths.
final class VllmLatency implements Importer {
    private static final String PROGRAM = "vllm bench latency";

    @Override
    public String id() {
        return "vllm-latency";
    }

    @Override
    public String summary() {
        return "vLLM: vllm bench latency --output-json";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasKeys(List.of("avg_latency", "latencies"));
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        Fields fields = file.only();
        MetricReader reader = new MetricReader(PROGRAM, fields);
        Map<String, Double> statistics = new LinkedHashMap<>();
        statistics.put(Metric.MEAN, fields.positive("avg_latency"));
        if (fields.has("std_latency")) {
            statistics.put(Metric.STANDARD_DEVIATION, fields.number("std_latency"));
        }
        if (fields.has("percentiles")) {
            Fields percentiles = fields.object("percentiles");
            for (String percent : percentiles.keys()) {
                MetricReader.put(statistics, "p" + percent, percentiles, percent, 1);
            }
        }
        reader.add(
                Quantity.SECONDS,
                "avg_latency",
                "time of a whole batch, prompt and all its tokens, in seconds",
                statistics,
                reader.samples("latencies", 1));
        Setting setting =
                Setting.UNKNOWN.on(Served.stack(Optional.of("vllm"), Optional.empty(), Map.of()), Machine.UNKNOWN);
        return List.of(new ImportedResult(file.source(this, 1), setting, reader.metrics(), fields.rest()));
    }
}
