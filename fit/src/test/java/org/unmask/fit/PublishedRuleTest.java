package org.unmask.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The rules of the folder `catalog/published`: every file is in the index, and a point can be predicted.
class PublishedRuleTest {
    private static final Path PUBLISHED = Path.of("../catalog/published");
    private static final List<String> COLUMNS = List.of(
            "source",
            "gpu",
            "model",
            "strategy",
            "batch",
            "prompt_tokens",
            "prompt_tokens_stated",
            "generated_tokens",
            "generated_tokens_stated",
            "quantity",
            "value",
            "unit",
            "tokens_counted",
            "setting",
            "reading",
            "note");

    private static List<JsonNode> index() throws IOException {
        JsonNode root = JsonMapper.shared().readTree(PUBLISHED.resolve("index.json"));
        assertThat(text(root, "schema")).isEqualTo("unmask.published/1");
        List<JsonNode> files = new ArrayList<>();
        root.path("files").forEach(files::add);
        return files;
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asString("");
    }

    @Test
    void theIndexListsEveryFile() throws IOException {
        try (Stream<Path> files = Files.list(PUBLISHED)) {
            assertThat(index().stream().map(file -> text(file, "file")))
                    .containsExactlyInAnyOrderElementsOf(files.map(Path::getFileName)
                            .map(Path::toString)
                            .filter(name -> name.endsWith(".csv"))
                            .toList());
        }
    }

    @Test
    void everyAssumptionHasAValueAndAReason() throws IOException {
        for (JsonNode file : index()) {
            assertThat(text(file, "title")).isNotBlank();
            assertThat(text(file, "source")).startsWith("https://");
            assertThat(text(file, "read")).isNotBlank();
            for (JsonNode assumption : file.path("assumptions")) {
                assertThat(text(assumption, "quantity")).isNotBlank();
                assertThat(text(assumption, "value")).isNotBlank();
                assertThat(text(assumption, "reason")).isNotBlank();
            }
        }
    }

    @Test
    void rowsAboveThePeakIfNothingWereCachedAreThoseListed() throws IOException {
        JsonNode kim = index().getFirst();
        double peak = new Catalog(PUBLISHED, PUBLISHED)
                .device(text(kim.path("above_peak"), "device"))
                .device()
                .flopsPerSecond(DType.BFLOAT16);
        int generated = Integer.parseInt(assumed(kim, "generated_tokens"));
        Map<String, Double> above = new HashMap<>();
        for (Map<String, String> row : rows(text(kim, "file"))) {
            if ("diffusion".equals(row.get("paradigm"))) {
                double passFlops = 2 * 8.0e9 * (number(row, "prompt_tokens") + generated);
                double rate = passFlops * number(row, "steps") * number(row, "tokens_per_second") / generated;
                if (rate > peak) {
                    above.put(row.get("prompt_tokens") + "/" + row.get("steps") + "/" + row.get("batch"), rate);
                }
            }
        }

        assertThat(kim.path("above_peak").path("rows")).hasSize(above.size());
        for (JsonNode listed : kim.path("above_peak").path("rows")) {
            String key = text(listed, "prompt_tokens") + "/" + text(listed, "steps") + "/" + text(listed, "batch");
            assertThat(above).containsKey(key);
            assertThat(listed.path("flops_per_second").doubleValue())
                    .isCloseTo(Objects.requireNonNull(above.get(key)), Percentage.withPercentage(1));
        }
    }

    private static String assumed(JsonNode file, String quantity) {
        for (JsonNode assumption : file.path("assumptions")) {
            if (text(assumption, "quantity").equals(quantity)) {
                return text(assumption, "value");
            }
        }
        throw new AssertionError("nothing is assumed for " + quantity);
    }

    @TestFactory
    Stream<DynamicTest> pointsAreAsTheyShouldBe() throws IOException {
        return index().stream()
                .filter(file -> text(file, "format").equals("points"))
                .map(file -> DynamicTest.dynamicTest(text(file, "file"), () -> checkPoints(file)));
    }

    private static void checkPoints(JsonNode file) throws IOException {
        Catalog catalog = new Catalog(PUBLISHED, PUBLISHED);
        Set<List<String>> seen = new HashSet<>();
        List<Map<String, String>> rows = rows(text(file, "file"));
        assertThat(rows).isNotEmpty();
        for (Map<String, String> row : rows) {
            assertThat(row.keySet()).containsExactlyElementsOf(COLUMNS);
            assertThat(row.get("source")).isEqualTo(text(file, "source"));
            assertThat(catalog.devices()).contains(row.get("gpu"));
            assertThat(catalog.models()).contains(row.get("model"));
            assertThat(row.get("prompt_tokens_stated")).isIn("yes", "no");
            assertThat(row.get("generated_tokens_stated")).isIn("yes", "no");
            assertThat(row.get("tokens_counted")).isIn("all", "kept", "unknown");
            assertThat(number(row, "value")).isPositive();
            assertThat(row.get("reading")).isNotBlank();
            checkStrategy(row);
            assertThat(seen.add(List.of(
                            Objects.requireNonNull(row.get("setting")),
                            Objects.requireNonNull(row.get("model")),
                            Objects.requireNonNull(row.get("strategy")))))
                    .as("given twice: %s", row)
                    .isTrue();
        }
    }

    private static void checkStrategy(Map<String, String> row) {
        String strategy = Objects.requireNonNull(row.get("strategy"));
        if (!strategy.isEmpty()) {
            StrategySpec spec = StrategySpec.parse(strategy);
            Request request = new Request(
                    (int) number(row, "batch"),
                    (int) number(row, "prompt_tokens"),
                    (int) number(row, "generated_tokens"),
                    LogitRows.ALL);
            assertThat(Strategies.needsLogits(spec, request)).as(strategy).isFalse();
        }
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(Objects.requireNonNull(row.get(column), column));
    }

    private static List<Map<String, String>> rows(String file) throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        List<String> header = List.of();
        for (String line : Files.readAllLines(PUBLISHED.resolve(file))) {
            if (line.startsWith("#")) {
                continue;
            }
            List<String> fields = fields(line);
            if (header.isEmpty()) {
                header = fields;
                continue;
            }
            assertThat(fields).as(line).hasSameSizeAs(header);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                row.put(header.get(i), fields.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    /// The fields of a line; one in quotes may hold commas, but no quotes.
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
