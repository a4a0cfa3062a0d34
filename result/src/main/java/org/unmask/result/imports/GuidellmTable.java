package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unmask.input.Fields;
import org.unmask.result.ImportedResult;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Benchmarks of guidellm as CSV: `benchmarks.csv`, a row a rate or number of clients. Rows become what the JSON of the program
/// says, and are read as that.
///
/// Versions before 0.4 have one line of headings, `Successful Time to first token ms mean`; later ones three, a group, a
/// quantity and a statistic. Later ones also leave columns out of rows whose requests all succeeded or all failed, but not
/// out of the headings: such a row has fewer cells, and nobody can tell which.
final class GuidellmTable implements Importer {
    private static final JsonNode NOTHING = JsonNodeFactory.instance.nullNode();
    private static final int HEADINGS = 3;
    private static final String SUCCESSFUL = "successful";
    private static final String PERCENTILES = "percentiles";
    private static final List<String> OLD = List.of("Type", "Run Id", "Id", "Name");

    /// What the statistics are called in JSON.
    private static final Map<String, String> STATISTICS =
            Map.of("mean", "mean", "median", "median", "std dev", "std_dev", PERCENTILES, PERCENTILES);

    /// The order of a list of percentiles.
    private static final List<String> ORDER =
            List.of("min", "p001", "p01", "p05", "p10", "p25", "p75", "p90", "p95", "p99", "max");

    private static final Pattern NAME = Pattern.compile(
            "(Successful|Errored) (.+?) (mean|median|std dev|\\[min, 0\\.1, 1, 5, 10, 25, 75, 90, 95, 99, max])");

    /// Keys in JSON by group and unit.
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("Request Latency|Sec", "request_latency"),
            Map.entry("Time to First Token|ms", "time_to_first_token_ms"),
            Map.entry("Time per Output Token|ms", "time_per_output_token_ms"),
            Map.entry("Inter Token Latency|ms", "inter_token_latency_ms"),
            Map.entry("Server Throughput|Requests/Sec", "requests_per_second"),
            Map.entry("Server Throughput|Concurrency", "request_concurrency"),
            Map.entry("Token Metrics|Input Tokens", "prompt_token_count"),
            Map.entry("Token Metrics|Output Tokens", "output_token_count"),
            Map.entry("Token Throughput|Input Tokens/Sec", "prompt_tokens_per_second"),
            Map.entry("Token Throughput|Output Tokens/Sec", "output_tokens_per_second"),
            Map.entry("Token Throughput|Total Tokens/Sec", "tokens_per_second"));

    /// Groups of times, whose unit must be the one that is known.
    private static final Pattern TIMES =
            Pattern.compile("Request Latency|Time to First Token|Time per Output Token|Inter Token Latency");

    @Override
    public String id() {
        return "guidellm-csv";
    }

    @Override
    public String summary() {
        return "guidellm: guidellm benchmark, benchmarks.csv";
    }

    @Override
    public boolean reads(ForeignFile file) {
        List<String> columns = file.columns();
        return isOld(columns) || (columns.getFirst().equals("Run Info") && columns.contains("Request Latency"));
    }

    private static boolean isOld(List<String> columns) {
        return columns.size() > OLD.size() && columns.subList(0, OLD.size()).equals(OLD);
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        List<List<String>> lines = Table.lines(file.path().toString(), file.text());
        boolean isOld = isOld(file.columns());
        int headings = isOld ? 1 : HEADINGS;
        if (lines.size() <= headings) {
            throw new IOException(file.path() + ": a table without rows");
        }
        for (List<String> heading : lines.subList(0, headings)) {
            if (heading.size() != lines.getFirst().size()) {
                throw new IOException(file.path() + ": lines of headings of "
                        + lines.getFirst().size() + " and of " + heading.size() + " cells");
            }
        }
        List<ImportedResult> results = new ArrayList<>();
        for (List<String> line : lines.subList(headings, lines.size())) {
            String place = file.path() + " row " + (results.size() + 1);
            if (line.size() != lines.getFirst().size()) {
                throw new IOException(place + ": " + line.size() + " cells below "
                        + lines.getFirst().size()
                        + " headings: guidellm left columns out of it; read its benchmarks.json instead");
            }
            ObjectNode benchmark = JsonMapper.shared().createObjectNode();
            for (int i = 0; i < line.size(); i++) {
                if (isOld) {
                    putOld(benchmark, lines.getFirst().get(i), line.get(i), place);
                } else {
                    put(
                            benchmark,
                            place,
                            line.get(i),
                            lines.get(0).get(i),
                            lines.get(1).get(i),
                            lines.get(2).get(i));
                }
            }
            benchmark.withObjectProperty("metrics");
            Fields fields = Fields.of(place, benchmark);
            results.add(Guidellm.result(fields, fields, file.source(this, results.size() + 1)));
        }
        return results;
    }

    private static void putOld(ObjectNode benchmark, String heading, String cell, String place) throws IOException {
        Matcher name = NAME.matcher(heading);
        if (name.matches()) {
            String key = name.group(2).toLowerCase(Locale.ROOT).replace(' ', '_');
            String statistic = name.group(3).startsWith("[") ? PERCENTILES : name.group(3);
            if (name.group(1).toLowerCase(Locale.ROOT).equals(SUCCESSFUL)) {
                put(benchmark, key, statistic, cell, place + " " + heading);
            }
            return;
        }
        switch (heading) {
            case "Successful Requests", "Errored Requests" ->
                totals(benchmark)
                        .set(heading.split(" ", 2)[0].toLowerCase(Locale.ROOT), number(cell, place + " " + heading));
            case "Args" -> benchmark.set("args", json(cell));
            case "Worker" -> benchmark.set("worker", json(cell));
            case "Name" -> strategy(cell).ifPresent(found -> benchmark.set("strategy", found));
            case "Extras", "Request Loader" -> benchmark.set(heading, json(cell));
            default -> {
                // times of the clock, and requests that did not end
            }
        }
        if (heading.equals("Worker")) {
            // only versions before 0.4 have one
            benchmark.withObjectProperty("run_stats");
        }
    }

    private static void put(
            ObjectNode benchmark, String place, String cell, String group, String name, String statistic)
            throws IOException {
        String status = name.startsWith("Successful ") ? name.substring(SUCCESSFUL.length() + 1) : "";
        String key = KEYS.get(group + "|" + status);
        if (key != null) {
            put(benchmark, key, statistic.toLowerCase(Locale.ROOT), cell, place + " " + group);
        } else if (TIMES.matcher(group).matches() && !status.isEmpty()) {
            throw new IOException(
                    place + ": " + group + " in " + status + "; expected Sec or ms, as guidellm writes it");
        } else if (group.equals("Request Counts") && name.matches("Successful|Errored")) {
            totals(benchmark).set(name.toLowerCase(Locale.ROOT), number(cell, place + " " + group));
        } else if (group.equals("Runtime Info") && name.equals("Arguments")) {
            benchmark.set("args", json(cell));
        } else if (group.equals("Run Info") && name.equals("Backend")) {
            benchmark.withObjectProperty("config").set("backend", json(cell));
        } else if (group.equals("Run Info") && name.matches("Profile|Run Index")) {
            benchmark.set(name, json(cell));
        } else if (group.equals("Benchmark") && name.equals("Strategy")) {
            benchmark.withObjectProperty("config").set("strategy", chosen(benchmark, cell));
        }
    }

    private static void put(ObjectNode benchmark, String key, String statistic, String cell, String place)
            throws IOException {
        ObjectNode distribution =
                benchmark.withObjectProperty("metrics").withObjectProperty(key).withObjectProperty(SUCCESSFUL);
        String name = STATISTICS.get(statistic);
        if (name == null || cell.isBlank()) {
            return;
        }
        if (!name.equals(PERCENTILES)) {
            distribution.set(name, number(cell, place));
            return;
        }
        JsonNode list = json(cell);
        if (list.size() != ORDER.size()) {
            throw new IOException(place + ": " + list.size() + " percentiles; expected " + ORDER.size());
        }
        for (int i = 0; i < ORDER.size(); i++) {
            boolean isEnd = i == 0 || i == ORDER.size() - 1;
            (isEnd ? distribution : distribution.withObjectProperty(PERCENTILES)).set(ORDER.get(i), list.get(i));
        }
    }

    private static ObjectNode totals(ObjectNode benchmark) {
        return benchmark.withObjectProperty("metrics").withObjectProperty("request_totals");
    }

    /// How requests came, as the profile says it of this run, which may have several.
    private static JsonNode chosen(ObjectNode benchmark, String type) {
        JsonNode all = benchmark.path("Profile").path("completed_strategies");
        JsonNode own = all.path(benchmark.path("Run Index").asInt(0));
        ObjectNode alone = JsonMapper.shared().createObjectNode().put("type_", type);
        boolean isOwn =
                own.path("type_").asString(own.path("kind").asString("")).equals(type);
        return isOwn ? own : alone;
    }

    /// `concurrent@4`, `constant@2.50`, `synchronous`.
    private static Optional<JsonNode> strategy(String shown) {
        Matcher named = Pattern.compile("(\\w+)(?:@(\\d{1,9}(?:\\.\\d+)?))?").matcher(shown);
        if (!named.matches()) {
            return Optional.empty();
        }
        ObjectNode strategy = JsonMapper.shared().createObjectNode().put("type_", named.group(1));
        if (named.group(2) != null) {
            strategy.put("rate", Double.parseDouble(named.group(2)));
            if (named.group(2).matches("\\d+")) {
                strategy.put("streams", Integer.parseInt(named.group(2)));
            }
        }
        return Optional.of(strategy);
    }

    private static JsonNode number(String cell, String place) throws IOException {
        JsonNode number = json(cell);
        if (!number.isNumber()) {
            throw new IOException(
                    place + ": " + (cell.isBlank() ? "nothing" : "'" + cell + "'") + "; expected a number");
        }
        return number;
    }

    /// What a cell holds; nothing if it is no JSON.
    private static JsonNode json(String cell) {
        try {
            return cell.isBlank() ? NOTHING : JsonMapper.shared().readTree(cell);
        } catch (JacksonException _) {
            return NOTHING;
        }
    }
}
