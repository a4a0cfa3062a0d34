package org.unmask.run.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.engine.Backends;
import org.unmask.engine.Generation;
import org.unmask.engine.Probe;
import org.unmask.engine.weight.WeightGenerator;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import org.unmask.run.checkpoint.GgufModels;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The trained models in the engine and in PyTorch: `-Dunmask.python=PROGRAM` names a Python that has `torch`, which runs
/// `tools/torch/run.py`.
@EnabledIfSystemProperty(named = TorchTest.PYTHON, matches = ".+")
class TorchTest {
    static final String PYTHON = "unmask.python";

    private static final int VOCABULARY = 160;
    private static final int PROMPT = 24;
    private static final int GENERATED = 32;

    @TempDir
    private Path folder;

    private LoadedModel load(String model) throws IOException {
        CatalogModel entry =
                new Catalog(folder, folder, List.of(new GgufModels())).model(Path.of("../models", model) + "/");
        return LoadedModel.open(entry, DType.FLOAT32, Backends.named("scalar"), 1);
    }

    private static int[] prompt(int seed) {
        // Below the first 19 tokens are the end, the mask and marks.
        return Arrays.stream(WeightGenerator.prompt(seed, PROMPT, VOCABULARY - 19))
                .map(token -> token + 19)
                .toArray();
    }

    private JsonNode torch(String model, int[] prompt, String output, String... more)
            throws IOException, InterruptedException {
        Path written = folder.resolve(output + ".json");
        List<String> command = new ArrayList<>(List.of(
                requireNonNull(System.getProperty(PYTHON)),
                "../tools/torch/run.py",
                "--model",
                "../models/" + model,
                "--device",
                "cpu",
                "--dtype",
                "float32",
                "--prompt-ids",
                IntStream.of(prompt).mapToObj(String::valueOf).collect(Collectors.joining(",")),
                "--" + output,
                written.toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return JsonMapper.builder().build().readTree(written.toFile());
    }

    @ParameterizedTest
    @CsvSource({"tiny-math-ar, true", "tiny-math-dlm, false"})
    void logitsAreTheSame(String model, boolean causal) throws Exception {
        int[] prompt = prompt(5);
        float[][] found;
        try (LoadedModel loaded = load(model)) {
            found = loaded.engine().logits(prompt, causal ? Mask.CAUSAL : Mask.FULL);
        }
        JsonNode expected = torch(model, prompt, "logits");
        double error = 0;
        double size = 0;
        for (int row = 0; row < PROMPT; row++) {
            for (int i = 0; i < VOCABULARY; i++) {
                double value = expected.get(row).get(i).asDouble();
                error += Math.pow(found[row][i] - value, 2);
                size += value * value;
            }
        }

        assertThat(expected).hasSize(PROMPT);
        assertThat(error / size).isLessThan(1e-6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "tiny-math-ar; ar",
                "tiny-math-dlm; diffusion:steps=32",
                "tiny-math-dlm; diffusion:steps=8",
                "tiny-math-dlm; prefix-cache:block=8,steps=16",
                "tiny-math-dlm; dual-cache:block=8,steps=16",
                "tiny-math-dlm; dual-cache:block=16,steps=32"
            })
    void generatedTokensAndThoseKeptAreTheSame(String model, String strategy) throws Exception {
        for (int seed = 1; seed <= 3; seed++) {
            int[] prompt = prompt(seed);
            List<Integer> found;
            int kept;
            try (LoadedModel loaded = load(model)) {
                Generation run = loaded.engine()
                        .generate(
                                Strategies.create(StrategySpec.parse(strategy), GENERATED),
                                new Request(1, PROMPT, GENERATED, LogitRows.ACTIVE),
                                List.of(prompt),
                                Generation.Stop.AT_LENGTH,
                                Probe.NONE);
                found = Arrays.stream(run.tokens(0))
                        .skip(PROMPT)
                        .limit(GENERATED)
                        .boxed()
                        .toList();
                kept = run.kept(0).length;
            }
            Path results = folder.resolve("results" + seed + ".jsonl");
            JsonNode expected = torch(
                    model,
                    prompt,
                    "tokens",
                    "--strategy",
                    strategy,
                    "--gen-len",
                    "" + GENERATED,
                    "--repetitions",
                    "1",
                    "--warmups",
                    "0",
                    "--results",
                    results.toString());

            assertThat(found)
                    .isEqualTo(expected.get("tokens")
                            .get(0)
                            .valueStream()
                            .map(JsonNode::asInt)
                            .toList());
            assertThat(Results.read(results).runs())
                    .singleElement()
                    .extracting(RunResult::keptTokens)
                    .isEqualTo((long) kept);
            Files.delete(folder.resolve("tokens.json"));
        }
    }
}
