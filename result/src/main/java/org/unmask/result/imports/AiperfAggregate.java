package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unmask.input.Fields;
import org.unmask.result.ImportedResult;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import tools.jackson.databind.node.ObjectNode;

/// Several runs of AIPerf put together: `profile_export_aiperf_aggregate.json`. A metric there is one statistic of the runs,
/// `time_to_first_token_p99`, with its mean over them; the mean of a statistic over runs is taken as that statistic.
///
/// Neither model nor load is said. The mean of the least or of deviations is neither: they stay under `other`, as do
/// deviations between runs.
final class AiperfAggregate implements Importer {
    private static final String METADATA = "metadata";
    private static final String METRICS = "metrics";
    private static final String TYPE = "aggregation_type";
    private static final Pattern NAME = Pattern.compile("(\\w+?)_(avg|p\\d{1,3})");

    @Override
    public String id() {
        return "aiperf-aggregate";
    }

    @Override
    public String summary() {
        return "AIPerf: profile_export_aiperf_aggregate.json, of several runs of one setting";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasKeys(List.of(METADATA, METRICS))
                && file.objects().getFirst().node(METADATA).has(TYPE)
                && file.objects().getFirst().node(METRICS).isObject();
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        Fields fields = file.only();
        Fields metadata = fields.object(METADATA);
        if (!metadata.says(TYPE, "confidence")) {
            throw metadata.bad(TYPE, "\"confidence\": runs of one setting");
        }
        Fields metrics = fields.object(METRICS);
        MetricReader reader = new MetricReader("AIPerf", metrics);
        for (Map.Entry<String, List<String>> named : byMetric(metrics).entrySet()) {
            Map<String, Double> statistics = new LinkedHashMap<>();
            for (String key : named.getValue()) {
                Fields one = metrics.object(key);
                double scale = AiperfMetrics.scale(AiperfMetrics.quantity(named.getKey()), one);
                MetricReader.put(statistics, statistic(key), one, "mean", scale);
            }
            AiperfMetrics.add(reader, named.getKey(), statistics, List.of());
        }
        Setting setting = AiperfMetrics.measured(Setting.UNKNOWN, reader.metrics());
        ObjectNode other = fields.rest();
        other.set(METADATA, fields.node(METADATA));
        other.set(METRICS, fields.node(METRICS));
        return List.of(new ImportedResult(file.source(this, 1), setting, reader.metrics(), other));
    }

    /// The keys of the statistics that are known, by the metric. A metric alone is its mean.
    private static Map<String, List<String>> byMetric(Fields metrics) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String key : metrics.keys()) {
            Matcher name = NAME.matcher(key);
            String metric = AiperfMetrics.knows(key) || !name.matches() ? key : name.group(1);
            if (AiperfMetrics.knows(metric) && metrics.isObject(key)) {
                all.computeIfAbsent(metric, _ -> new ArrayList<>()).add(key);
            }
        }
        return all;
    }

    private static String statistic(String key) {
        Matcher name = NAME.matcher(key);
        return AiperfMetrics.knows(key) || !name.matches() ? Metric.MEAN : name.group(2);
    }
}
