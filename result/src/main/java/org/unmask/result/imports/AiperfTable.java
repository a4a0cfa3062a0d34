package org.unmask.result.imports;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unmask.input.Fields;
import org.unmask.result.ImportedResult;
import org.unmask.result.Setting;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Summaries of AIPerf, and of GenAI-Perf before it, as CSV: blocks with a blank line between. Numbers are rounded to two
/// digits, and neither model nor load is said.
final class AiperfTable implements Importer {
    private static final String METRIC = "Metric";
    private static final Pattern BLANK_LINE = Pattern.compile("\\r?\\n(?:[ \\t]*\\r?\\n)+");
    private static final Pattern NAME = Pattern.compile("(.*?)(?: \\(([^()]*)\\))?");

    @Override
    public String id() {
        return "aiperf-csv";
    }

    @Override
    public String summary() {
        return "AIPerf and GenAI-Perf: profile_export_aiperf.csv, profile_export_genai_perf.csv";
    }

    @Override
    public boolean reads(ForeignFile file) {
        List<String> columns = file.columns();
        return columns.getFirst().equals(METRIC) && (columns.contains("avg") || columns.contains("Value"));
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        ObjectNode other = JsonMapper.shared().createObjectNode();
        MetricReader reader = new MetricReader(
                "AIPerf or GenAI-Perf",
                Fields.of(file.path().toString(), JsonMapper.shared().createObjectNode()));
        for (String block : BLANK_LINE.splitAsStream(file.text().strip()).toList()) {
            if (Table.names(block).getFirst().equals(METRIC)) {
                for (Fields row : Table.rows(file.path().toString(), block)) {
                    add(row, reader, other);
                }
            }
        }
        Setting setting = AiperfMetrics.measured(Setting.UNKNOWN, reader.metrics());
        return List.of(new ImportedResult(file.source(this, 1), setting, reader.metrics(), other));
    }

    private static void add(Fields row, MetricReader reader, ObjectNode other) throws IOException {
        Matcher heading = NAME.matcher(row.text(METRIC));
        if (!heading.matches()) {
            throw row.bad(METRIC, "a name, and a unit in parentheses");
        }
        String name = heading.group(1).toLowerCase(Locale.ROOT).replace(' ', '_');
        ObjectNode metric = row.rest();
        if (heading.group(2) != null) {
            metric.put("unit", heading.group(2));
        }
        if (metric.has("Value")) {
            metric.set("avg", metric.remove("Value"));
        }
        if (AiperfMetrics.knows(name)) {
            AiperfMetrics.add(reader, name, Fields.of(row.file() + ": " + name, metric));
        } else {
            other.set(name, metric);
        }
    }
}
