package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompareCommandTest {
    private static final String BENCH = """
            {"model_id": "acme/tiny-1b", "tokenizer_id": "x", "num_prompts": 10, "request_rate": "inf", "max_concurrency": 2,
             "mean_ttft_ms": 20.0, "output_throughput": 100.0}
            """;

    @TempDir
    private Path folder;

    private Terminal.Result run(String... arguments) {
        return Terminal.inRepository(folder.resolve("user")).run(arguments);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    void aRegressionFailsIfItIsAsked() throws IOException {
        String before = file("before", BENCH);
        String after = file("after", BENCH.replace("100.0", "90.0").replace("20.0", "20.4"));

        Terminal.Result report = run("compare", before, after);
        Terminal.Result check = run("compare", before, after, "--fail-on", "5%");

        assertThat(report.code()).as(report.err()).isZero();
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err()).isEmpty();
        assertThat(check.out()).isEqualTo(report.out());
        assertThat(report.out().replaceAll(" +", " "))
                .contains("In all rows: model acme/tiny-1b;")
                .containsSubsequence(
                        "regression tokens_per_second 100 90.0 0.900 - - +10.0 %",
                        "same time_to_first_token 20.0 ms 20.4 ms 1.020 - - +2.0 %",
                        "2 compared: 1 regression, 0 unsure, 0 improved, 1 the same within 5.00 %.");
        assertThat(run("compare", before, after, "--fail-on", "0.2").code()).isZero();
    }

    @Test
    void jsonMarkdownAndCsvHoldTheSame() throws IOException {
        String before = file("before", BENCH);
        String after = file("after", BENCH.replace("100.0", "90.0"));

        JsonNode json = JsonMapper.shared()
                .readTree(run("compare", before, after, "--format", "json").out());

        assertThat(json.get("schema").asString()).isEqualTo("unmask.comparison/1");
        assertThat(json.at("/changes/0/verdict").asString()).isEqualTo("regression");
        assertThat(json.at("/changes/0/ratio").asDouble()).isEqualTo(0.9);
        assertThat(json.at("/changes/0/ratio_low").isMissingNode()).isTrue();
        assertThat(json.at("/changes/0/before_setting/model/id").asString()).isEqualTo("acme/tiny-1b");
        assertThat(run("compare", before, after, "--format", "markdown").out())
                .contains("| regression | tokens_per_second | 100 | 90.0 | 0.900 | - | - | +10.0 % |  |");
        assertThat(run("compare", before, after, "--format", "csv").out())
                .contains(",regression,tokens_per_second,100.0,90.0,0.9,");
    }

    @Test
    void whatHasNoPartnerIsListedAndFailsACheck() throws IOException {
        String before = file("before", BENCH);
        String after = file("after", BENCH.replace("tiny-1b", "tiny-2b"));

        Terminal.Result check = run("compare", before, after, "--fail-on", "5%");

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.out())
                .contains(
                        "only on the first side: setting ", "model acme/tiny-1b", "only on the second side: setting ");
        assertThat(check.err()).contains("nothing to compare: no setting of " + before);
        assertThat(run("compare", before, after, "--ignore", "model", "--fail-on", "5%")
                        .code())
                .isZero();
    }

    @Test
    void whatKeepsTheNearestApartIsSaidAndCanBeIgnored() throws IOException {
        String before = file("before", predicted("128"));
        String after = file("after", predicted("128").replace("\"profile\" : \"roofline\"", "\"profile\" : \"eager\""));

        Terminal.Result apart = run("compare", before, after);
        Terminal.Result together = run("compare", before, after, "--ignore", "engine.backend,engine.fusions");

        assertThat(apart.out())
                .contains(
                        "No setting is on both sides. The nearest two differ in engine.backend, or one of them does not"
                                + " say it: to compare them nevertheless, --ignore engine.backend.");
        assertThat(together.code()).as(together.err()).isZero();
        assertThat(together.out())
                .contains("backend roofline → eager;", "3 compared:")
                .doesNotContain("No setting is on both sides");
    }

    @Test
    void predictionsAreCompared() throws IOException {
        String before = file("before", predicted("128"));
        String after = file("after", predicted("128").replaceFirst("(\"first_token_seconds\" : )[^,]+", "$1100.0"));

        Terminal.Result check = run("compare", before, after, "--fail-on", "5%");

        assertThat(check.code()).as(check.err()).isEqualTo(1);
        assertThat(check.out()).contains("3 compared: 1 regression,");
        assertThat(run("compare", before, file("other", predicted("256"))).out())
                .contains("0 compared");
    }

    private String predicted(String prompt) {
        return run(
                        "predict",
                        "--model",
                        "llada-8b",
                        "--device",
                        "a6000",
                        "--strategy",
                        "diffusion:steps=8",
                        "--prompt-len",
                        prompt,
                        "--gen-len",
                        "8",
                        "--format",
                        "json")
                .out();
    }

    @Test
    void badUsageIsNamed() throws IOException {
        String file = file("a", BENCH);

        assertThat(run("compare", file, file, "--fail-on", "many").err())
                .contains("--fail-on many; expected a share from 0 to 1, or 5%");
        assertThat(run("compare", file, file, "--fail-on", "-5%").code()).isEqualTo(2);
        assertThat(run("compare", file, file, "--ignore", "engin").err()).contains("unknown part of a setting 'engin'");
        assertThat(run("compare", file, folder.resolve("none").toString()).code())
                .isEqualTo(2);
        assertThat(run("compare", file, file("torn", "{\"a\":")).code()).isEqualTo(1);
    }

    /// Of a thousand files three cannot be read.
    @Test
    void badFilesOfAFolderAreNamedAndTheOthersCompared() throws IOException {
        Path many = Files.createDirectory(folder.resolve("many"));
        for (int i = 0; i < 1000; i++) {
            String content = BENCH.replace("tiny-1b", "tiny-" + i + "b");
            boolean bad = i == 7 || i == 500 || i == 999;
            Files.writeString(many.resolve("f" + i + ".json"), bad ? content.substring(0, 40) : content);
        }

        Terminal.Result compared = run("compare", many.toString(), many.toString(), "--format", "csv");
        Terminal.Result imported = run("import", many.toString(), "--format", "csv");

        assertThat(compared.code()).isEqualTo(1);
        assertThat(compared.err().lines())
                .hasSize(6)
                .allMatch(line -> line.contains("cut off after 40 bytes"))
                .anyMatch(line -> line.contains("f500.json"));
        assertThat(compared.out().lines()).hasSize(1 + 2 * 997);
        assertThat(imported.code()).isEqualTo(1);
        assertThat(imported.err().lines()).hasSize(3);
        assertThat(imported.out().lines()).hasSize(1 + 2 * 997);
    }
}
