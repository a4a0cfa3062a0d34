package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `profiles`, `calibrate`, `validate` and `predict --profile` from the command line.
class FitCommandsTest {
    private static final String HEADER =
            "gpu,model,strategy,batch,prompt_tokens,generated_tokens,quantity,value,tokens_counted,setting\n";
    private static final String LOG = "catalog/published/minseo25_llada_runtime_log.csv";

    @TempDir
    private Path folder;

    private Terminal.Result run(String... arguments) {
        return Terminal.inRepository(folder.resolve("user")).run(arguments);
    }

    private static String log() {
        return Path.of(System.getProperty("unmask.home")).resolve(LOG).toString();
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static void assertOneLine(Terminal.Result result, int code, String... parts) {
        assertThat(result.errorLines()).as(result.err()).hasSize(1);
        assertThat(result.err()).startsWith("unmask: ").contains(parts);
        assertThat(result.code()).isEqualTo(code);
    }

    @Test
    void validatePrintsWhatTheGoldenFileHolds() throws IOException {
        // LLaDA-8B decodes nothing here that needs a run: four times, one faster than the device can be.
        String file = file("small.csv", "# made up\n" + HEADER + """
                a6000,llada-8b,diffusion:steps=1,1,512,128,seconds,0.12,all,a
                a6000,llada-8b,diffusion:steps=2,1,512,128,seconds,0.24,all,a
                a6000,llada-8b,diffusion:steps=4,1,512,128,seconds,0.01,all,a
                a6000,llada-8b,"dual-cache:block=32,steps=128",1,512,128,throughput,20,kept,b
                a6000,llada-8b,"dual-cache:block=32,steps=32",1,512,128,throughput,60,kept,b
                """);
        Terminal.Result result = run("validate", file, "--profile", "roofline", "--points");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        try (InputStream golden = FitCommandsTest.class.getResourceAsStream("/org/unmask/app/fit/validate.txt")) {
            assertThat(result.out().replace(file, "small.csv"))
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aFittedProfilePredictsAndNamesItsSource() {
        String profile = folder.resolve("mine.json").toString();
        Terminal.Result fit = run("calibrate", "--published", log(), "--output", profile, "-o", "json");
        JsonNode json = JsonMapper.shared().readTree(fit.out());

        assertThat(fit.code()).as(fit.err()).isZero();
        assertThat(json.path("points").asInt()).isEqualTo(43);
        // A decode step takes 28 ms on 32 layers whatever its context.
        assertThat(json.path("parameters")
                        .path("dispatch_seconds_per_layer")
                        .path("value")
                        .asDouble())
                .isBetween(0.85e-3, 0.91e-3);
        Terminal.Result prediction = run(
                "predict",
                "--model",
                "llama-3-8b",
                "--device",
                "a6000",
                "--strategy",
                "ar",
                "--gen-len",
                "2",
                "--profile",
                profile,
                "-o",
                "json");
        assertThat(prediction.code()).as(prediction.err()).isZero();
        assertThat(JsonMapper.shared()
                        .readTree(prediction.out())
                        .path("profile")
                        .asString())
                .isEqualTo("mine");
        assertThat(prediction.out()).contains("\"dispatch\"");
    }

    @Test
    void theCataloguesEagerProfileIsTheFitItSaysItIs() {
        JsonNode fit = JsonMapper.shared()
                .readTree(run("calibrate", "--published", log(), "-o", "json").out());
        JsonNode profiles =
                JsonMapper.shared().readTree(run("profiles", "-o", "json").out());
        for (JsonNode profile : profiles) {
            if (profile.path("id").asString().equals("eager")) {
                profile.path("parameters").properties().forEach(parameter -> {
                    JsonNode fitted = fit.path("parameters").path(parameter.getKey());
                    assertThat(parameter.getValue().path("value").asDouble())
                            .as(parameter.getKey())
                            .isBetween(
                                    0.98 * fitted.path("value").asDouble(),
                                    1.02 * fitted.path("value").asDouble());
                });
            }
        }
        assertThat(profiles).hasSize(7);
    }

    /// What a joint fit writes today is what the catalogue ships, number by number.
    @Test
    void theProfilesOfSoftwareAreTheFitTheySayTheyAre() throws IOException {
        Path out = folder.resolve("fitted");
        Terminal.Result result = run("calibrate", "--all", "--out", out.toString());

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("sglang-jax: no profile: 28 times of 1 source");
        for (String name : List.of("llama.cpp", "sglang", "transformers", "vllm")) {
            JsonNode fitted = JsonMapper.shared().readTree(out.resolve(name + ".json"));
            JsonNode shipped = JsonMapper.shared()
                    .readTree(run("profiles", name, "-o", "json").out())
                    .get(0);
            assertAlike(fitted, shipped, name);
        }
        assertThat(out.toFile().list()).hasSize(4);
    }

    /// Numbers within 2 %, everything else equal.
    private static void assertAlike(JsonNode fitted, JsonNode shipped, String path) {
        if (shipped.isNumber()) {
            assertThat(shipped.asDouble()).as(path).isCloseTo(fitted.asDouble(), withinPercentage(2));
        } else if (shipped.isObject()) {
            assertThat(shipped.propertyNames()).as(path).containsExactlyElementsOf(fitted.propertyNames());
            shipped.properties()
                    .forEach(each ->
                            assertAlike(fitted.path(each.getKey()), each.getValue(), path + "." + each.getKey()));
        } else {
            assertThat(shipped).as(path).isEqualTo(fitted);
        }
    }

    @Test
    void aProfileThatKnowsItsErrorsPredictsAnInterval() {
        String[] asked = {"predict", "--model", "qwen3-8b", "--device", "a100-80gb", "--strategy", "ar", "-o", "json"};
        JsonNode sure = JsonMapper.shared()
                .readTree(run(with(asked, "--profile", "vllm")).out());
        double seconds = sure.at("/totals/seconds").asDouble();
        double low = sure.at("/interval/low_seconds").asDouble();

        assertThat(low).isBetween(0.5 * seconds, 0.95 * seconds);
        assertThat(low * sure.at("/interval/high_seconds").asDouble())
                .isCloseTo(seconds * seconds, withinPercentage(0.1));
        JsonNode bare = JsonMapper.shared()
                .readTree(run(with(asked, "--profile", "eager")).out());
        assertThat(bare.has("interval")).isFalse();
    }

    private static String[] with(String[] asked, String... more) {
        return Stream.concat(Stream.of(asked), Stream.of(more)).toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "calibrate                                         | 2 | a fit needs times",
                "calibrate --all --published nowhere.csv           | 2 | --all takes the reports of the catalogue",
                "calibrate --published nowhere.csv                 | 2 | nowhere.csv: no such file",
                "calibrate --results nowhere.jsonl                 | 2 | nowhere.jsonl: no such file",
                "calibrate --published LOG --fix matmul_eficiency=1 | 2 | matmul_efficiency",
                "calibrate --published LOG --fix overlap=2         | 2 | overlap=2.0",
                "calibrate --published LOG --fix overlap=x         | 2 | --fix",
                "calibrate --published LOG --device a6001          | 2 | a6000",
                "calibrate --results x.jsonl --device a6000        | 2 | --device needs --published",
                "calibrate --published LOG --format csv            | 2 | known: text, json",
                "validate nowhere.csv                              | 2 | nowhere.csv: no such file",
                "validate --profile eagr                           | 2 | eager",
                "profiles --format csv                             | 2 | known: text, json",
                "predict --model llada-8b --device a6000 --strategy ar --profile grph | 2 | graph",
            })
    void badUsageIsOneLine(String line, int code, String part) {
        assertOneLine(run(line.strip().replace("LOG", log()).split(" +")), code, part);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a6000,llada-8b,diffusion,1,512,128,seconds,-1,all,a    | row 1: value: '-1'; expected a number above 0",
                "a6000,llada-8b,diffusion,1,512,0,seconds,1,all,a       | row 1: generated_tokens: '0'",
                "a6000,llada-8b,diffusion,1,512,128,joules,1,all,a      | row 1: quantity: 'joules'",
                "a6000,llada-9b,diffusion,1,512,128,seconds,1,all,a     | row 1: unknown model 'llada-9b'",
                "a6000,llada-8b,diffsion,1,512,128,seconds,1,all,a      | row 1: unknown strategy 'diffsion'",
                "a6000,llada-8b,diffusion,1,512,128,seconds,1,all,a,b,c | row 1: not a table",
                "''                                                     | no rows",
            })
    void aBadTableIsOneLine(String row, String part) throws IOException {
        assertOneLine(run("validate", file("bad.csv", HEADER + row.strip() + "\n")), 1, "bad.csv: ", part);
    }

    @Test
    void aTableWithoutItsColumnsIsOneLine() throws IOException {
        assertOneLine(run("validate", file("bad.csv", "model,value\nllada-8b,1\n")), 1, "bad.csv: no column strategy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                                  | schema: missing",
                "{\"schema\":\"unmask.runtime-profile/1\",\"id\":\"x\",\"description\":\"x\",\"parameters\":{\"overlap\":{\"value\":2,\"source\":\"x\"}}} | overlap=2.0",
                "{\"schema\":\"unmask.runtime-profile/1\",\"id\":\"x\",\"description\":\"x\",\"parameters\":{\"overlap\":{\"value\":1}}} | parameters.overlap.source: missing",
                "{\"schema\":\"unmask.runtime-profile/1\",\"id\":\"x\",\"description\":\"x\",\"parameters\":{\"overlp\":{\"value\":1,\"source\":\"x\"}}} | did you mean overlap",
                "{\"schema\":                                                          | malformed JSON",
            })
    void aBadProfileFileIsOneLine(String content, String part) throws IOException {
        String profile = file("bad.json", content.strip());
        assertOneLine(
                run("predict", "--model", "llada-8b", "--device", "a6000", "--strategy", "ar", "--profile", profile),
                1,
                "bad.json",
                part);
    }

    @Test
    void resultsWithoutAProbeAreRefused() throws IOException {
        String header =
                "{\"type\":\"study\",\"schema\":\"unmask.result/2\",\"study_hash\":\"\",\"started\":\"2026-11-01T00:00:00Z\"}\n";
        assertOneLine(run("calibrate", "--results", file("x.jsonl", header)), 1, "no probe");
        assertOneLine(run("calibrate", "--results", file("y.jsonl", "{\"type\":\"study\"}\n")), 1, "not results");
    }

    /// A generation of another program, which takes twice as long as the roofline says.
    private String imported(String arrival, int generated) throws IOException {
        double seconds = 2 * predicted(generated);
        return "{\"type\":\"imported\",\"source\":{\"format\":\"x\",\"file\":\"x\",\"number\":1},\"setting\":{"
                + "\"model\":{\"id\":\"llama-3-8b\",\"quantization\":\"none\"},\"strategy\":\"ar\",\"load\":{" + arrival
                + "\"prompt_tokens\":16,\"generated_tokens\":" + generated + "},\"types\":{\"weight\":\"bf16\"},"
                + "\"machine\":{\"name\":\"a6000\",\"count\":1}},\"metrics\":[{\"name\":\"seconds\",\"unit\":\"s\","
                + "\"definition\":\"whole\",\"statistics\":{\"value\":" + seconds
                + "},\"samples\":[]}],\"other\":{}}\n";
    }

    private double predicted(int generated) {
        String json =
                run(("predict --model llama-3-8b --device a6000 --strategy ar --prompt-len 16 --format json --gen-len "
                                        + generated)
                                .split(" "))
                        .out();
        return JsonMapper.shared().readTree(json).at("/totals/seconds").asDouble();
    }

    private String results(String... lines) throws IOException {
        return file(
                "imported.jsonl",
                "{\"type\":\"study\",\"schema\":\"unmask.result/2\",\"study\":\"import\",\"study_hash\":\"import\","
                        + "\"started\":\"2026-11-01T00:00:00Z\"}\n" + String.join("", lines));
    }

    @Test
    void resultsOfOtherProgramsAreTimesLikeAnyOther() throws IOException {
        String batch = "\"arrival\":{\"batch\":1},";
        String file = results(imported(batch, 8), imported(batch, 32), imported(batch, 128));

        JsonNode validation = JsonMapper.shared()
                .readTree(run("validate", "--results", file, "--profile", "roofline", "--format", "json")
                        .out())
                .get(0);
        assertThat(validation.at("/profiles/0/median").asDouble()).isEqualTo(0.5, within(1e-6));

        JsonNode fit = JsonMapper.shared()
                .readTree(run("calibrate", "--results", file, "--fix", "overlap=1,operator_seconds=0", "-o", "json")
                        .out());
        assertThat(fit.at("/parameters/memory_efficiency/value").asDouble()).isEqualTo(0.5, within(0.02));
    }

    /// A quantity that is no time itself, and the passes whose time follows from it.
    @Test
    void pointsOfOneSettingAreToldApartByTheirQuantities() throws IOException {
        String batch = "\"arrival\":{\"batch\":1},";
        String per = imported(batch, 8)
                .replace("\"name\":\"seconds\"", "\"name\":\"time_per_output_token\"")
                .replace("whole", "after the first");

        Terminal.Result result =
                run("validate", "--results", results(imported(batch, 8), per), "--profile", "roofline", "--points");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("B=1 P=16 G=8 seconds ", "B=1 P=16 G=8 decoding from time_per_output_token ");
    }

    @Test
    void settingsThatAreNotCompleteAreNoTimesToFit() throws IOException {
        assertOneLine(
                run("calibrate", "--results", results(imported("", 8))),
                1,
                "no setting whose passes are known; seconds: the batch is not stated");
        assertOneLine(
                run("calibrate", "--results", results(imported("\"arrival\":{\"concurrency\":8},", 8))),
                1,
                "requests come and go");
    }
}
