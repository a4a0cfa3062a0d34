package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.result.ImportedResult;
import org.unmask.result.Metric;
import org.unmask.result.Results;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Figures of an imaginary machine, in the form that llama-bench writes.
class ImportCommandTest {
    private static final String LINE = """
            {"build_commit": "abcdef01", "build_number": 7000, "cpu_info": "Imaginary CPU", "gpu_info": "", \
            "backends": "CPU", "model_filename": "tiny.gguf", "model_type": "llama 1B Q8_0", "n_threads": 8, \
            "n_gpu_layers": 0, "n_prompt": 0, "n_gen": 100, "avg_ns": 500000000, "stddev_ns": 0, \
            "avg_ts": 200.0, "stddev_ts": 0.0, "samples_ns": [500000000], "samples_ts": [200.0]}
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
    void aTableSaysOnceWhatIsTheSame() throws IOException {
        Terminal.Result result = run("import", file("a", LINE + LINE.replace("\"n_gen\": 100", "\"n_gen\": 200")));

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out().replaceAll(" +", " "))
                .contains("In all rows: model tiny; quantization Q8_0; engine llama.cpp;")
                .contains("machine Imaginary CPU;")
                .contains("\n100 seconds 500 ms 500 ms - - s 1\n")
                .contains("\n200 tokens_per_second 200 200 - - tokens/s 1\n")
                .containsOnlyOnce("tokens_per_second: llama-bench avg_ts:");
    }

    @Test
    void threeBadFilesOfAThousandAreNamedAndTheOthersImported() throws IOException {
        Path many = Files.createDirectories(folder.resolve("many"));
        for (int i = 0; i < 1000; i++) {
            String content = LINE.replace("\"n_gen\": 100", "\"n_gen\": " + (1 + i));
            Files.writeString(
                    many.resolve("run-" + i + ".json"),
                    switch (i) {
                        case 17 -> "";
                        case 400 -> content.substring(0, 100);
                        case 999 -> content.replace("500000000", "-5");
                        default -> content;
                    });
        }
        Path out = folder.resolve("all.jsonl");

        Terminal.Result result = run("import", many.toString(), "--results", out.toString(), "--format", "csv");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.errorLines())
                .hasSize(4)
                .anyMatch(line -> line.contains("run-17.json: empty"))
                .anyMatch(line -> line.contains("run-400.json: cut off after 100 bytes"))
                .anyMatch(line -> line.contains("run-999.json") && line.contains("-5"))
                .contains("997 results added to " + out);
        assertThat(Results.read(out).imported()).hasSize(997);
    }

    @Test
    void jsonHasTheLinesOfAResultFile() throws IOException {
        Terminal.Result result = run("import", file("a", LINE), "--format", "json");

        JsonNode line = JsonMapper.shared().readTree(result.out()).get(0);
        assertThat(line.get("type").asString()).isEqualTo(ImportedResult.TYPE);
        assertThat(line.at("/setting/model/quantization").asString()).isEqualTo("Q8_0");
        assertThat(line.at("/setting/load/generated_tokens").asInt()).isEqualTo(100);
        assertThat(line.at("/metrics/1/statistics/mean").asDouble()).isEqualTo(200);
        assertThat(line.at("/setting/types").isMissingNode()).isTrue();
    }

    @Test
    void whatIsNotKnownIsEmptyInATable() throws IOException {
        List<String> lines =
                run("import", file("a", LINE), "--format", "csv").out().lines().toList();

        assertThat(lines.getFirst()).startsWith("model,quantization,engine,version,backend,machine,strategy,");
        assertThat(lines.getFirst()).contains(",metric,middle,mean,p90,p99,standard_deviation,samples,");
        assertThat(lines.get(1)).contains(",seconds,0.5,0.5,,,,1,s,");
    }

    @Test
    void resultsAreAddedToAFileOnceAndReadFromIt() throws IOException {
        String out = folder.resolve("all.jsonl").toString();
        String file = file("a", LINE);

        assertThat(run("import", file, "--out", out).err()).isEqualTo("1 results added to " + out + "\n");
        String copy = file("b", LINE);
        String other = file("c", LINE.replace("\"n_gen\": 100", "\"n_gen\": 200"));
        Terminal.Result again = run("import", file, copy, other, "--results", out);

        assertThat(again.errorLines())
                .containsExactly(
                        "note: " + copy + " result 1 repeats " + file + " result 1; it is left out",
                        "going on with " + out + ", 1 results so far",
                        "1 results added to " + out);
        List<ImportedResult> read = Results.read(Path.of(out)).imported();
        assertThat(read).extracting(result -> result.source().file()).containsExactly(file, other);
        assertThat(read.getFirst().setting().engine().threads()).contains(8);
        assertThat(read.getFirst().metrics().getFirst().statistic(Metric.MEAN)).hasValue(0.5);
    }

    @Test
    void resultsOfAStudyAreNotMixedWithOthers() throws IOException {
        String study = file(
                "study.jsonl",
                "{\"type\":\"study\",\"schema\":\"unmask.result/2\",\"study\":\"a\",\"study_hash\":\"b\",\"started\":\"2026-01-01T00:00:00Z\"}\n");

        Terminal.Result result = run("import", file("a", LINE), "--out", study);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("holds results of another study");
    }

    @Test
    void aBadFileDoesNotKeepTheOthersOut() throws IOException {
        String cut = file("cut", "[" + LINE);
        String other = file("other", "{}");
        String none = folder.resolve("none").toString();

        Terminal.Result result = run("import", cut, file("a", LINE), other, none);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.errorLines()).hasSize(3).allMatch(line -> line.startsWith("unmask: "));
        assertThat(result.err()).contains(cut + ": cut off", other + ": not results", none + ": no such file");
        assertThat(result.out()).contains("tokens_per_second");
    }

    @Test
    void oneBadFileIsTheErrorOfTheCommand() throws IOException {
        Terminal.Result bad = run("import", file("a", LINE.replace("\"avg_ns\": 500000000", "\"avg_ns\": NaN")));
        Terminal.Result missing = run("import", folder.resolve("none").toString());

        assertThat(bad.code()).isEqualTo(1);
        assertThat(bad.errorLines()).hasSize(1);
        assertThat(bad.err()).contains("avg_ns: \"NaN\"; expected a number above 0");
        assertThat(bad.out()).isEmpty();
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.errorLines()).hasSize(1);
    }

    @Test
    void helpNamesTheFormats() {
        assertThat(run("import", "--help").out()).contains("llama-bench: llama.cpp: llama-bench -o json");
    }

    @Test
    void whatAComparisonNeedsIsAskedFor() throws IOException {
        String latency = file("a", "{\"avg_latency\": 2.5, \"latencies\": [2.4, 2.6]}");

        assertThat(run("import", latency).out().replaceAll("\\s+", " "))
                .contains("Not said by every file: model (--model NAME), device (--device NAME), element type")
                .doesNotContain("engine (--set");
    }

    @Test
    void optionsSayWhatAFileDoesNot() throws IOException {
        Terminal.Result result = run(
                "import",
                file("a", LINE),
                "--model",
                "tiny",
                "--device",
                "a6000",
                "--set",
                "types.activation=fp16",
                "--set",
                "machine.count=2",
                "--format",
                "json");

        JsonNode setting = JsonMapper.shared().readTree(result.out()).at("/0/setting");
        assertThat(setting.at("/machine/name").asString()).isEqualTo("a6000");
        assertThat(setting.at("/machine/count").asInt()).isEqualTo(2);
        assertThat(setting.at("/types/activation").asString()).isEqualTo("fp16");
        assertThat(result.errorLines())
                .containsExactly("note: " + folder.resolve("a")
                        + " result 1: machine.name is said otherwise there; the option holds");
    }

    @Test
    void anOptionThatSaysNoPartIsRefused() throws IOException {
        String file = file("a", LINE);

        assertThat(run("import", file, "--set", "types.wait=fp16").err())
                .contains("unknown part of a setting 'types.wait'")
                .contains("types.weight");
        assertThat(run("import", file, "--set", "machine.count=many").err())
                .contains("machine.count")
                .contains("many");
        assertThat(run("import", file, "--set", "types.weight=fp17").code()).isEqualTo(2);
    }

    @Test
    void aFolderIsReadButForItsBadFiles() throws IOException {
        Path many = Files.createDirectory(folder.resolve("many"));
        for (int i = 0; i < 200; i++) {
            Files.writeString(many.resolve("r" + i), LINE.replace("\"n_gen\": 100", "\"n_gen\": " + (i + 1)));
        }
        for (String bad : List.of("r7", "r70", "r170")) {
            Files.writeString(many.resolve(bad), "{\"n_gen\": ");
        }
        String out = folder.resolve("all.jsonl").toString();

        Terminal.Result result = run("import", many.toString(), "--results", out, "--format", "csv");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.errorLines()).hasSize(4).last().isEqualTo("197 results added to " + out);
        assertThat(Results.read(Path.of(out)).imported()).hasSize(197);
    }
}
