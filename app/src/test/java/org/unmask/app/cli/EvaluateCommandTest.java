package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvaluateCommandTest {
    private static final String PROBLEMS = Path.of(System.getProperty("unmask.home"))
            .resolve("models/tiny-math/test.jsonl")
            .toString();

    @TempDir
    private Path folder;

    private Terminal.Result evaluate(String dataset, String... options) {
        return Terminal.inRepository(folder.resolve("user"))
                .run(Stream.concat(
                                Stream.of(
                                        "evaluate", "--model", "tiny-math-ar", "--gen-len", "64", "--dataset", dataset),
                                Stream.of(options))
                        .toArray(String[]::new));
    }

    @Test
    void aTableSaysAccuracyWithItsIntervalAndSpeed() {
        Terminal.Result result = evaluate(PROBLEMS, "--strategy", "ar", "--limit", "2");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(2);
        assertThat(result.out()).contains("exact (95 % interval)", "kept tokens/s", "100.0 % (34.2-100.0)");
    }

    @Test
    void jsonHasTheNamesOfTheHarness() {
        Terminal.Result result = evaluate(PROBLEMS, "--strategy", "ar", "--limit", "3", "--batch", "2", "-o", "json");

        JsonNode json = JsonMapper.shared().readTree(result.out());
        JsonNode setting = json.get("settings").get(0);
        assertThat(json.get("schema").asString()).isEqualTo("unmask.accuracy/1");
        assertThat(setting.get("exact_match,strict-match").doubleValue()).isEqualTo(1);
        assertThat(setting.get("exact_match,flexible-extract").doubleValue()).isEqualTo(1);
        assertThat(setting.get("batch").intValue()).isEqualTo(2);
        assertThat(setting.get("problems").intValue()).isEqualTo(3);
    }

    @Test
    void codeIsWrittenForHumanEvalAndNeverScored() throws IOException {
        Path problems = Files.writeString(
                folder.resolve("code.jsonl"),
                "{\"task_id\":\"HumanEval/0\",\"prompt\":\"def f():\\n\",\"entry_point\":\"f\",\"test\":\"\"}\n");
        Path samples = folder.resolve("samples.jsonl");

        Terminal.Result result = evaluate(problems.toString(), "--strategy", "ar", "--samples", samples.toString());

        assertThat(result.out()).contains("N/A");
        List<String> lines = Files.readAllLines(samples);
        assertThat(lines).hasSize(1);
        JsonNode sample = JsonMapper.shared().readTree(lines.getFirst());
        assertThat(sample.propertyNames()).containsExactly("task_id", "completion");
        assertThat(sample.get("task_id").asString()).isEqualTo("HumanEval/0");
        assertThat(evaluate(problems.toString(), "--strategy", "ar", "-o", "csv")
                        .out())
                .contains("\"exact_match,strict-match\"", "tiny-math-ar,ar,1,1,0,0,,,");
    }

    @Test
    void problemsThatCannotBeAskedAreNamed() throws IOException {
        Path problems =
                Files.writeString(folder.resolve("odd.jsonl"), "{\"prompt\":\"\"}\n{\"prompt\":\"Max has 7 pens.\"}\n");

        Terminal.Result result = evaluate(problems.toString(), "--strategy", "ar");

        assertThat(result.err()).isEqualTo("note: skipped problem 0: its prompt is empty\n");
        assertThat(result.code()).isZero();
    }

    @Test
    void whatMeansNothingIsRefusedInOneLine() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.jsonl"), "{\"prompt\":\"\"}\n");

        assertThat(evaluate(empty.toString(), "--strategy", "ar").err())
                .isEqualTo("unmask: " + empty + ": no problem can be answered; problem 0: its prompt is empty\n");
        assertThat(evaluate(PROBLEMS, "--strategy", "ar", "--limit", "501").err())
                .contains("501 problems are asked for");
        assertThat(evaluate(PROBLEMS, "--strategy", "ar", "--limit", "-1").err())
                .contains("--limit -1; expected a whole number from 0");
        assertThat(evaluate(PROBLEMS, "--strategy", "ar", "--limit", "1", "--samples", "x")
                        .err())
                .contains("no problem of " + PROBLEMS + " has a task_id");
        assertThat(Terminal.inRepository(folder)
                        .run("evaluate", "--model", "small-ar", "--dataset", PROBLEMS, "--strategy", "ar")
                        .err())
                .startsWith("unmask: model small-ar has no weights here");
    }
}
