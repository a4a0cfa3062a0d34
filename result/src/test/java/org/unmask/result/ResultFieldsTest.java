package org.unmask.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.unmask.core.decode.Outcome;
import org.unmask.core.op.DType;
import org.unmask.result.ResultFields.Field;
import org.unmask.result.ResultFields.LineType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is described is what is written, and the other way round: lines with everything known are compared with the
/// descriptions.
class ResultFieldsTest {
    private static final List<ObjectNode> LINES = List.of(
            new Header("study", "hash", Instant.EPOCH, Map.of("cpu", "Imaginary CPU")).json(),
            new ProbeResult(
                            "Imaginary CPU",
                            4,
                            8,
                            1,
                            2,
                            Map.of("vector", new EnumMap<>(Map.of(DType.FLOAT32, 3.0))),
                            new TreeMap<>(Map.of(1L, 2.0)))
                    .json(),
            new RunResult(
                            SettingTest.FULL,
                            -1,
                            1,
                            List.of(new RunResult.PassSample(
                                    1,
                                    new Outcome(1, 0, 0, 0, 1, List.of(0)),
                                    Map.of("attention", 0.5),
                                    OptionalDouble.of(2))),
                            List.of(new RunResult.OperatorSample("attention", 1, 0.5)),
                            1,
                            List.of(new RunResult.MomentSpeed(0, 0, 1, 1)))
                    .json(),
            new AnswerResult(SettingTest.FULL, 0, "42", true, true, true, 1, 2, 1, 1, 1).json(),
            new ImportedResult(
                            new ImportedResult.Source("format", "file", 1),
                            SettingTest.FULL,
                            List.of(new Metric(
                                    "seconds", "s", "their seconds", Map.of(Metric.MEAN, 1.0), List.of(1.0))),
                            JsonMapper.shared().createObjectNode().put("more", 1),
                            List.of("cannot be right"))
                    .json());

    /// Loads of every kind; one setting has one of them.
    private static final List<JsonNode> SETTINGS = Stream.of(
                    load(new Arrival.Batch(1), new Lengths.Fixed(1), new Lengths.AsGiven()),
                    load(new Arrival.Concurrency(1), drawn(), new Lengths.Fixed(1)),
                    load(new Arrival.Rate(1), new Lengths.AsGiven(), drawn()))
            .<JsonNode>map(Setting::json)
            .toList();

    private static Lengths drawn() {
        return new Lengths.Drawn("uniform", 8, Optional.of(1.0), Optional.of(4), Optional.of(12));
    }

    private static Setting load(Arrival arrival, Lengths prompt, Lengths generated) {
        Setting full = SettingTest.FULL;
        return new Setting(
                full.model(),
                full.strategy(),
                new Load(Optional.of(arrival), Optional.of(prompt), Optional.of(generated)),
                full.logits(),
                full.shifted(),
                full.types(),
                full.engine(),
                full.machine(),
                full.stop(),
                full.sampling(),
                full.cached(),
                full.prompts());
    }

    @Test
    void everyLineThatIsReadIsDescribed() {
        assertThat(ResultFields.LINES)
                .extracting(LineType::type)
                .containsExactlyElementsOf(
                        LINES.stream().map(line -> line.get("type").asString()).toList());
    }

    @Test
    void linesHaveTheFieldsThatAreDescribed() {
        for (int i = 0; i < LINES.size(); i++) {
            ObjectNode line = LINES.get(i).deepCopy();
            line.remove("type");
            if (line.has("setting")) {
                line.put("setting", "described apart");
            }
            assertSame(ResultFields.LINES.get(i).fields(), paths(line));
        }
    }

    @Test
    void settingsHaveThePartsThatAreDescribed() {
        Set<String> written = new TreeSet<>();
        SETTINGS.forEach(setting -> written.addAll(paths(setting)));

        assertSame(ResultFields.SETTING, written);
    }

    @Test
    void everyFieldHasAMeaningAndAPlace() {
        Stream.concat(ResultFields.LINES.stream().map(LineType::fields), Stream.of(ResultFields.SETTING))
                .forEach(fields -> {
                    assertThat(fields).extracting(Field::path).doesNotHaveDuplicates();
                    assertThat(fields).extracting(Field::meaning).allMatch(meaning -> meaning.endsWith("."));
                });
    }

    private static void assertSame(List<Field> described, Set<String> written) {
        assertThat(written)
                .as("fields that are written but not described")
                .allMatch(path -> described.stream().anyMatch(field -> matches(field, path)));
        assertThat(described)
                .as("fields that are described but not written")
                .allMatch(field -> written.stream().anyMatch(path -> matches(field, path)));
    }

    /// A key in angle brackets stands for any name.
    private static boolean matches(Field field, String path) {
        String pattern = Pattern.compile("<[^>]+>")
                .splitAsStream(field.path())
                .map(Pattern::quote)
                .collect(Collectors.joining("[^.]+"));
        return path.matches(field.path().endsWith(">") ? pattern + "[^.]+" : pattern);
    }

    private static Set<String> paths(JsonNode json) {
        Set<String> paths = new TreeSet<>();
        add(json, "", paths);
        return paths;
    }

    private static void add(JsonNode json, String path, Set<String> paths) {
        if (json.isObject() && !json.isEmpty()) {
            json.properties()
                    .forEach(entry -> add(
                            entry.getValue(), path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), paths));
        } else if (json.isArray() && !json.isEmpty()) {
            json.forEach(each -> add(each, path + "[]", paths));
        } else {
            paths.add(path);
        }
    }
}
