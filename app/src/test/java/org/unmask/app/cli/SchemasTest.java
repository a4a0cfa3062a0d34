package org.unmask.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.OperatorsFile;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.cost.timing.OperatorShape;
import org.unmask.cost.timing.OperatorTimings;
import org.unmask.cost.timing.Overhead;
import org.unmask.cost.timing.Timing;
import org.unmask.result.RunResult;
import org.unmask.result.Setting;
import org.unmask.result.bundle.Bundle;
import org.unmask.result.bundle.BundleFile;
import org.unmask.web.explorer.Explorer;
import org.unmask.web.http.Call;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

class SchemasTest {
    private static final Path HOME = Path.of(System.getProperty("unmask.home"));
    private static final Path SCHEMAS = HOME.resolve("docs/schema");
    private static final String BASE = "https://unmask.invalid/schema/";
    private static final Pattern FORMAT = Pattern.compile("\"unmask\\.([a-z-]+/[0-9]+)\"");

    /// Read, but no longer written.
    private static final Set<String> OLD = Set.of("result/1");

    private static final String PAIR =
            "--ar llama-3-8b --dlm llada-8b --strategy diffusion:steps=16 --device h100-sxm --prompt-len 64"
                    + " --gen-len 32 --format json ";

    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(schemas()));

    @TempDir
    private Path folder;

    private static Map<String, String> schemas() {
        Map<String, String> schemas = new TreeMap<>();
        for (Path file : files(SCHEMAS, ".json")) {
            schemas.put(BASE + file.getFileName(), read(file));
        }
        return schemas;
    }

    private static List<Path> files(Path root, String ending) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private Terminal.Result run(String arguments) {
        return Terminal.inRepository(folder).run(arguments.strip().split(" +"));
    }

    /// The documents that a command prints.
    private List<JsonNode> printed(String arguments) {
        Terminal.Result result = run(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode json = JsonMapper.shared().readTree(result.out());
        return json.isArray() ? json.valueStream().toList() : List.of(json);
    }

    private void check(String format, List<JsonNode> documents) {
        Schema schema = registry.getSchema(SchemaLocation.of(BASE + format.replace('/', '-') + ".json"));
        assertThat(documents).isNotEmpty();
        for (JsonNode document : documents) {
            List<Error> errors = schema.validate(document);
            assertThat(errors).as("%s: %.300s", format, document).isEmpty();
        }
    }

    @Test
    void everyFormatOfTheProgramHasASchema() {
        Set<String> formats = Stream.of(HOME.toFile().listFiles())
                .map(module -> module.toPath().resolve("src/main/java"))
                .filter(Files::isDirectory)
                .flatMap(sources -> files(sources, ".java").stream())
                .flatMap(file -> FORMAT.matcher(read(file)).results())
                .map((MatchResult found) -> found.group(1))
                .filter(format -> !OLD.contains(format))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> described = files(SCHEMAS, ".json").stream()
                .map(file ->
                        JsonMapper.shared().readTree(read(file)).path("title").asString())
                .map(title -> title.replaceFirst("unmask\\.", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(described).isEqualTo(formats);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--model llama-3-8b,qwen3-30b-a3b --strategy ar --batch 1,4096",
                "--model llada-8b --strategy dual-cache:block=32,steps=32 --tensor-parallel 2 --profile eager",
                "--model qwen3-30b-a3b --strategy ar --batch 8 --tensor-parallel 2 --expert-parallel 8",
                "--model llada-8b --strategy diffusion:steps=16 --dollars-per-hour 2 --dtype fp8",
                "--model qwen3-8b --strategy speculative:drafter=qwen3-0.6b,draft=4,acceptance=0.8",
                "--model diffusiongemma-26b-a4b --strategy diffusion-gemma:steps=12 --gen-len 256"
            })
    void predictions(String arguments) {
        String lengths = arguments.contains("--gen-len") ? "" : " --gen-len 32";

        check(
                "prediction/1",
                printed("predict --device h100-sxm --prompt-len 64 --format json " + arguments + lengths));
    }

    @Test
    void explanations() {
        String pass = "explain --model llada-8b --strategy diffusion:steps=16 --device h100-sxm --prompt-len 64"
                + " --gen-len 32 --format json ";

        check("explanation/1", printed(pass));
        check("explanation/1", printed(pass + "--operator attention --tensor-parallel 2"));
        check("explanation/1", printed(pass + "--operator all_reduce --tensor-parallel 2"));
        String ranks = pass.replace("llada-8b", "llada-moe-7b-a1b") + "--expert-parallel 4 --operator ";
        check("explanation/1", printed(ranks + "experts"));
        check("explanation/1", printed(ranks + "all_to_all_dispatch"));
    }

    @Test
    void crossovers() {
        check("crossover/1", printed("crossover " + PAIR));
        check("crossover-map/1", printed("crossover --map " + PAIR));
    }

    /// A layer and a half of a model, as a processor runs them: enough for a pass.
    @Test
    void traces() throws IOException {
        StringBuilder events = new StringBuilder();
        List<String> names = List.of("linear", "scaled_dot_product_attention", "linear", "silu", "linear", "linear");
        for (int i = 0; i < 3 * names.size(); i++) {
            events.append(i == 0 ? "" : ",")
                    .append("{\"ph\": \"X\", \"cat\": \"cpu_op\", \"tid\": 1, \"name\": \"aten::")
                    .append(names.get(i % names.size()))
                    .append("\", \"dur\": 9, \"ts\": ")
                    .append(10 * i)
                    .append('}');
        }
        Path trace = Files.writeString(folder.resolve("trace.json"), "{\"traceEvents\": [" + events + "]}");
        Path out = folder.resolve("timeline.json");

        check("trace/1", printed("trace --format json --out " + out + " " + trace));

        check("timeline/1", List.of(JsonMapper.shared().readTree(Files.readString(out))));
    }

    @Test
    void judgements() {
        check("audit/1", printed("audit --format json"));
        check("claims/1", printed("claims --format json"));
        check(
                "validation/1",
                printed("validate --points --format json "
                        + HOME.resolve("catalog/published/minseo25_llada_runtime_log.csv")));
        check("survey/1", printed("validate --format json " + HOME.resolve("catalog/published/field_2026.csv")));
    }

    @Test
    void calibrationsAndTheProfilesThatTheyWrite() throws IOException {
        Path profile = folder.resolve("fitted.json");

        check(
                "calibration/1",
                printed("calibrate --published " + HOME.resolve("catalog/published/minseo25_llada_runtime_log.csv")
                        + " --output " + profile + " --format json"));
        check("runtime-profile/1", List.of(JsonMapper.shared().readTree(read(profile))));
    }

    @Test
    void operatorsOfAMachine() throws IOException {
        OperatorTimings table = new OperatorTimings(
                new OperatorTimings.Stand(
                        "Some CPU",
                        2,
                        "vector",
                        Set.of(),
                        DTypes.all(DType.BFLOAT16),
                        Map.of("small-ar", new MachineSpeed(3e10, 2e11))),
                new Overhead(1e-5, 1e-6, 0),
                List.of(new Timing(
                        OperatorShape.of(OperatorShape.Kind.MATRIX, "qkv_proj", List.of(64, 64, 32, 1)),
                        new Timing.Rows(8),
                        1000,
                        2000,
                        1e-5,
                        0.9e-5,
                        1.2e-5,
                        5,
                        0.25,
                        1)));
        Path file = folder.resolve("operators.json");
        OperatorsFile.write(file, "mine", "measured here", List.of(table));

        check("operators/1", List.of(JsonMapper.shared().readTree(read(file))));
    }

    /// What this test names and what is shipped, beside the schemas that there are.
    @Test
    void everySchemaIsHeldAgainstSomething() {
        Set<String> held = Pattern.compile("check\\(\\s*\"([a-z-]+/[0-9]+)\"")
                .matcher(read(HOME.resolve("app/src/test/java/org/unmask/app/cli/SchemasTest.java")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        shipped()
                .filter(file -> file.toString().endsWith(".json"))
                .map(file ->
                        JsonMapper.shared().readTree(read(file)).path("schema").asString())
                .forEach(schema -> held.add(schema.replaceFirst("unmask\\.", "")));
        held.add("study/1");

        assertThat(held)
                .containsExactlyElementsOf(files(SCHEMAS, ".json").stream()
                        .map(file -> file.getFileName().toString().replaceFirst("-(\\d+)\\.json", "/$1"))
                        .sorted()
                        .toList());
    }

    /// As other programs write them.
    @Test
    void runsThatNothingWatched() {
        check("result/2", List.of(new RunResult(Setting.UNKNOWN, 0, 1, List.of(), List.of(), 0).json()));
    }

    @Test
    void resultsAndTheirComparison() throws IOException {
        Path results = folder.resolve("results.jsonl");
        String measure = "measure --model tiny-math-ar --strategy ar --prompt-len 4 --gen-len 4 --repetitions 1"
                + " --warmups 0 --operators --results ";

        assertThat(run(measure + results).code()).isZero();

        check("result/2", lines(results));
        check("result/2", lines(HOME.resolve("docs/claims/measured.jsonl")));
        check("comparison/1", printed("compare --format json " + results + " " + results));
        check(
                "comparison/1",
                printed("compare --format json " + results + " " + HOME.resolve("docs/claims/measured.jsonl")));
    }

    @Test
    void bundles() throws IOException {
        Path bundle = folder.resolve("bundle.zip");
        BundleFile.write(bundle, Bundle.of(Map.of(Bundle.STUDY, "name: a\n")), "unmask 1");

        try (ZipFile zip = new ZipFile(bundle.toFile());
                InputStream manifest = zip.getInputStream(zip.getEntry("manifest.json"))) {
            check("bundle/1", List.of(JsonMapper.shared().readTree(manifest)));
        }
    }

    @Test
    void answersAndFrontiers() {
        Path answers = folder.resolve("answers.jsonl");
        String models = " --dataset " + HOME.resolve("models/tiny-math/test.jsonl")
                + " --limit 2 --gen-len 64 --batch 1 --format json --out " + answers;

        check("accuracy/1", printed("evaluate --model tiny-math-ar --strategy ar" + models));
        check("evaluation/1", lines(answers));
        check(
                "frontier/1",
                printed("frontier --ar tiny-math-ar --dlm tiny-math-dlm --steps 8 --block-length 64 --cache none"
                        + models.replace("answers", "raced")));
    }

    @Test
    void predictionsAfterAnswers() {
        Path answers = folder.resolve("answers.jsonl");
        String strategy = "--strategy diffusion:block=64,threshold=0.5";
        check(
                "accuracy/1",
                printed("evaluate --model tiny-math-dlm " + strategy + " --dataset "
                        + HOME.resolve("models/tiny-math/test.jsonl") + " --limit 2 --gen-len 64 --format json --out "
                        + answers));

        List<JsonNode> predicted = printed("predict --model llada-8b --device h100-sxm " + strategy + ",profile="
                + answers + " --gen-len 128 --format json");

        check("prediction/1", predicted);
        JsonNode acceptance = predicted.getFirst().get("acceptance");
        assertThat(acceptance.get("model").asString()).isEqualTo("tiny-math-dlm");
        assertThat(acceptance.get("answers").intValue()).isEqualTo(2);
        assertThat(acceptance.get("dataset").asString()).endsWith("test.jsonl");
    }

    @Test
    void fleets() {
        String traffic = "fleet --dlm llada-8b --strategy block-diffusion:block=32,tokens-per-pass=4 --ar llama-3-8b"
                + " --device h100-sxm --rate 4 --requests 100 --prompt-len 64 --gen-len 64 --format json ";

        check("fleet/1", printed(traffic + "--slo e2e=10"));
        check("fleet/1", printed(traffic + "--slo e2e=0.001"));
        check("fleet/1", printed(traffic + "--replicas 2"));
    }

    private static List<JsonNode> lines(Path file) {
        return read(file).lines().map(JsonMapper.shared()::readTree).toList();
    }

    @Test
    void explorer() throws IOException {
        var routes = new Explorer(new Catalog(HOME, folder)).routes();
        String question = """
                {"prompt_tokens": 64, "generated_tokens": 32, "batch": 4, "map": true, "contestants": [
                  {"model": "llama-3-8b", "device": "h200-sxm", "strategy": "ar"},
                  {"model": "llada-8b", "device": "h200-sxm", "strategy": "diffusion:steps=16"}]}""";

        check(
                "explorer-answer/1",
                List.of(JsonMapper.shared()
                        .readTree(routes.answer(new Call("POST", "/api/1/compare", question.getBytes(UTF_8)))
                                .body())));
        String fleets = """
                {"prompt_tokens": "uniform:32-64", "generated_tokens": 32, "requests_per_second": 5, "slo": "SLO", "contestants": [
                  {"model": "llama-3-8b", "device": "h200-sxm", "strategy": "ar"}]}""";
        for (String slo : List.of("e2e=10", "e2e=0.001")) {
            check(
                    "explorer-fleet/1",
                    List.of(JsonMapper.shared()
                            .readTree(routes.answer(new Call(
                                            "POST",
                                            "/api/1/fleet",
                                            fleets.replace("SLO", slo).getBytes(UTF_8)))
                                    .body())));
        }
        check(
                "explorer-catalog/1",
                List.of(JsonMapper.shared()
                        .readTree(routes.answer(new Call("GET", "/api/1/catalog", new byte[0]))
                                .body())));
    }

    static Stream<Path> shipped() {
        return Stream.of(
                        "catalog/devices",
                        "catalog/models",
                        "catalog/profiles",
                        "catalog/prices.json",
                        "catalog/published",
                        "studies",
                        "docs/figures")
                .flatMap(name ->
                        Stream.of(".json", ".yaml").flatMap(ending -> files(HOME.resolve(name), ending).stream()));
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void filesOfTheProgram(Path file) {
        JsonNode document = file.toString().endsWith(".yaml")
                ? new YAMLMapper().readTree(read(file))
                : JsonMapper.shared().readTree(read(file));

        check(document.path("schema").asString().replaceFirst("unmask\\.", ""), List.of(document));
    }

    @Test
    void filesOfAssumptions() {
        check("steps/1", json("{'schema': 'unmask.steps/1', 'steps': [10, 23], 'probabilities': [0.4, 0.6]}"));
        check("steps/1", json("{'schema': 'unmask.steps/1', 'observed': [12, 48, 23]}"));
        check("acceptance/1", json("{'schema': 'unmask.acceptance/1', 'probabilities': [0.5, 0.5]}"));
        check("commits/1", json("{'schema': 'unmask.commits/1', 'commits': [6, 1, 1]}"));
    }

    private static List<JsonNode> json(String text) {
        return List.of(JsonMapper.shared().readTree(text.replace('\'', '"')));
    }

    @Test
    void whatIsNoPredictionIsSeen() {
        Schema schema = registry.getSchema(SchemaLocation.of(BASE + "prediction-1.json"));

        assertThat(schema.validate(json("{'schema': 'unmask.prediction/1', 'batch': 'many'}")
                        .getFirst()))
                .extracting(Error::getMessage)
                .anyMatch(message -> message.contains("string found, integer expected"))
                .anyMatch(message -> message.contains("'totals' not found"));
    }
}
