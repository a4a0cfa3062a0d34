package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.app.export.ExportColumns;
import org.unmask.core.text.Column;
import org.unmask.result.bundle.Bundle;
import org.unmask.result.bundle.BundleFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExportCommandTest {
    private static final Path MEASURED = Path.of(System.getProperty("unmask.home"), "docs/claims/measured.jsonl");
    private static final String BENCH = """
            {"model_id": "acme/tiny-1b", "tokenizer_id": "x", "num_prompts": 10, "request_rate": "inf", "max_concurrency": 2,
             "mean_ttft_ms": 20.0, "median_ttft_ms": 18.0, "p99_ttft_ms": 40.0, "output_throughput": 100.0}
            """;

    @TempDir
    private Path folder;

    private Terminal.Result run(String... arguments) {
        return Terminal.inRepository(folder.resolve("user")).run(arguments);
    }

    private String file(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content).toString();
    }

    /// The rows of places as lines of JSON.
    private List<JsonNode> rows(String... places) {
        List<String> arguments = new ArrayList<>(List.of("export", "--format", "jsonl"));
        arguments.addAll(List.of(places));
        Terminal.Result result = run(arguments.toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();
        return result.out().lines().map(JsonMapper.shared()::readTree).toList();
    }

    private static JsonNode row(List<JsonNode> rows, String metric) {
        return rows.stream()
                .filter(row -> row.get("metric").asString().equals(metric)
                        && row.get("operator").isNull())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyMetricOfAnotherProgramIsARow() throws IOException {
        List<JsonNode> rows = rows(file("bench.json", BENCH));

        JsonNode first = row(rows, "time_to_first_token");
        assertThat(first.get("kind").asString()).isEqualTo("imported");
        assertThat(first.get("value").asDouble()).isEqualTo(0.018);
        assertThat(first.get("mean").asDouble()).isEqualTo(0.02);
        assertThat(first.get("p99").asDouble()).isEqualTo(0.04);
        assertThat(first.get("p95").isNull()).isTrue();
        assertThat(first.get("model").asString()).isEqualTo("acme/tiny-1b");
        assertThat(first.get("concurrency").asInt()).isEqualTo(2);
        assertThat(first.get("batch").isNull()).isTrue();
        assertThat(first.get("machine").isNull()).isTrue();
        assertThat(first.get("format").asString()).isEqualTo("vllm-serve");
        assertThat(row(rows, "tokens_per_second").get("value").asDouble()).isEqualTo(100);
        assertThat(first.propertyNames())
                .containsExactlyElementsOf(
                        ExportColumns.ALL.stream().map(Column::id).toList());
    }

    /// Times and tokens as they stand in the lines of the file.
    @Test
    void everyRepetitionIsARow() throws IOException {
        List<JsonNode> lines = Files.readAllLines(MEASURED).stream()
                .map(JsonMapper.shared()::readTree)
                .filter(line -> line.path("type").asString("").equals("run"))
                .filter(line -> line.get("operators").isEmpty())
                .toList();
        List<JsonNode> rows = rows(MEASURED.toString());

        assertThat(rows)
                .filteredOn(row -> row.get("kind").asString().equals("measured"))
                .filteredOn(row -> row.get("metric").asString().equals("seconds"))
                .extracting(
                        row -> row.get("setting").asString(),
                        row -> row.get("repetition").asInt(),
                        row -> row.get("value").asDouble())
                .containsExactlyElementsOf(lines.stream()
                        .map(line -> org.assertj.core.groups.Tuple.tuple(
                                line.at("/setting/id").asString(),
                                line.get("repetition").asInt(),
                                line.get("seconds").asDouble()))
                        .toList());
        JsonNode first = row(rows, "tokens_per_second");
        int tokens = lines.getFirst().at("/setting/load/generated_tokens").asInt();
        int batch = lines.getFirst().at("/setting/load/arrival/batch").asInt();
        assertThat(first.get("batch").asInt()).isEqualTo(batch);
        assertThat(first.get("value").asDouble())
                .isCloseTo(batch * tokens / lines.getFirst().get("seconds").asDouble(), within(1e-9));
    }

    @Test
    void predictionsAreTheSameFromJsonAndFromATable() throws IOException {
        String arguments = "predict --model llada-8b --strategy diffusion:steps=16 --device h100-sxm --prompt-len 64"
                + " --gen-len 32 --batch 1,2 --format ";
        String json =
                file("prediction.json", run((arguments + "json").split(" ")).out());
        String csv = file("prediction.csv", run((arguments + "csv").split(" ")).out());

        List<JsonNode> fromJson =
                rows(json).stream().filter(row -> row.get("operator").isNull()).toList();
        List<JsonNode> fromTable = rows(csv);

        assertThat(fromTable).hasSameSizeAs(fromJson);
        for (int i = 0; i < fromTable.size(); i++) {
            for (String key : List.of("kind", "metric", "value", "unit", "model", "machine", "strategy", "batch")) {
                assertThat(fromTable.get(i).get(key))
                        .as(fromJson.get(i).get("metric") + " " + key)
                        .isEqualTo(fromJson.get(i).get(key));
            }
        }
        JsonNode totals =
                JsonMapper.shared().readTree(Files.readString(Path.of(json))).get(1);
        assertThat(fromTable)
                .filteredOn(row -> row.get("metric").asString().equals("seconds")
                        && row.get("batch").asInt() == 2)
                .singleElement()
                .satisfies(row -> assertThat(row.get("value").asDouble())
                        .isEqualTo(totals.at("/totals/seconds").asDouble()));
        assertThat(rows(json))
                .filteredOn(row -> row.get("operator").asString("").equals("lm_head"))
                .hasSize(4);
    }

    @Test
    void weightsInASchemeOfTheirOwnAreAQuantization() throws IOException {
        String predict =
                "predict --model llama-3-8b --strategy ar --device h100-sxm --prompt-len 8 --gen-len 8 --format json";
        String json = file(
                "prediction.json",
                run(predict.split(" "))
                        .out()
                        .replaceFirst("\"weight_dtype\" : \"bf16\"", "\"weight_dtype\" : \"mxfp4\""));

        assertThat(row(rows(json), "seconds").get("quantization").asString()).isEqualTo("mxfp4");
        assertThat(row(rows(json), "seconds").get("weight_dtype").isNull()).isTrue();
    }

    @Test
    void parquetHoldsTheSameWithTypes() throws IOException, SQLException {
        String out = folder.resolve("all.parquet").toString();
        String bench = file("bench.json", BENCH);
        List<JsonNode> rows = rows(MEASURED.toString(), bench);

        Terminal.Result result = run("export", MEASURED.toString(), bench, "--out", out);

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains(rows.size() + " rows written to " + out);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(
                        "SELECT count(*), sum(value), typeof(any_value(repetition)), typeof(any_value(cached)),"
                                + " count(p99), count(*) FILTER (setting_json::JSON->>'id' = setting)"
                                + " FROM read_parquet('" + out + "')")) {
            assertThat(answer.next()).isTrue();
            assertThat(answer.getLong(1)).isEqualTo(rows.size());
            assertThat(answer.getDouble(2))
                    .isCloseTo(
                            rows.stream()
                                    .mapToDouble(row -> row.path("value").asDouble(0))
                                    .sum(),
                            org.assertj.core.api.Assertions.withinPercentage(1e-9));
            assertThat(answer.getString(3)).isEqualTo("BIGINT");
            assertThat(answer.getString(4)).isEqualTo("BOOLEAN");
            assertThat(answer.getLong(5)).isEqualTo(1);
            assertThat(answer.getLong(6)).isEqualTo(rows.size());
        }
    }

    @Test
    void bundlesAndFoldersHoldTheirResults() throws IOException {
        Path bundle = folder.resolve("bundle.zip");
        BundleFile.write(
                bundle, Bundle.of(Map.of(Bundle.STUDY, "name: a\n", Bundle.RESULTS, Files.readString(MEASURED))), "me");
        Path study = Files.createDirectories(folder.resolve("study"));
        Files.copy(MEASURED, study.resolve("results.jsonl"));
        Files.writeString(study.resolve("study.yaml"), "name: a\n");
        int all = rows(MEASURED.toString()).size();

        assertThat(rows(bundle.toString())).hasSize(all);
        assertThat(rows(bundle.toString()).getFirst().get("file").asString()).isEqualTo(bundle + "!results.jsonl");
        assertThat(rows(study.toString())).hasSize(all);
    }

    @Test
    void badFilesAreNamedAndTheRestIsExported() throws IOException {
        file("many/a.json", BENCH);
        file("many/b.json", "{\"model_id\": ");
        file("many/copy.json", BENCH);

        Terminal.Result result = run("export", folder.resolve("many").toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("b.json: cut off after 13 bytes", "copy.json result 1 repeats a result that was read before");
        assertThat(result.out().lines().skip(1))
                .hasSize(rows(folder.resolve("many/a.json").toString()).size());
    }

    @Test
    void errorsAreOneLine() throws IOException {
        String bench = file("bench.json", BENCH);

        assertThat(run("export", folder.resolve("none").toString()).code()).isEqualTo(2);
        assertThat(run("export", bench, "--format", "parquet").err())
                .isEqualTo("unmask: parquet needs a file: give --out FILE\n");
        assertThat(run("export", bench, "--out", "numbers.txt").err())
                .isEqualTo(
                        "unmask: --out numbers.txt: the ending says no format; end it in .csv, .jsonl or .parquet, or"
                                + " give --format\n");
    }
}
