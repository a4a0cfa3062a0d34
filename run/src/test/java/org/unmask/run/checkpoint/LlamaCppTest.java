package org.unmask.run.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.catalog.family.Families;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Rope;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.engine.Backends;
import org.unmask.engine.Generation;
import org.unmask.engine.Probe;
import org.unmask.engine.weight.WeightGenerator;
import org.unmask.run.session.LoadedModel;

/// GGUF files that are written here, read by llama.cpp: `-Dunmask.llama.cpp=FOLDER` names its libraries, and Python
/// calls them.
@EnabledIfSystemProperty(named = LlamaCppTest.LIBRARIES, matches = ".+")
class LlamaCppTest {
    static final String LIBRARIES = "unmask.llama.cpp";

    private static final int VOCABULARY = 300;
    private static final int PROMPT = 12;
    private static final int GENERATED = 24;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"llama,false,false", "qwen2,true,false", "qwen3,false,true"})
    void greedyTokensAreTheSame(String name, boolean biases, boolean headNorms) throws Exception {
        Architecture sizes = new Architecture(
                2,
                64,
                4,
                2,
                16,
                96,
                VOCABULARY,
                new Projections(biases, headNorms, false),
                Rope.whole(10_000, 16),
                1e-5);
        Model model = new Model(
                name, name, Families.named(name).family(), sizes, OptionalInt.empty(), List.of(), false, "test");
        Path written = new Synthesis(
                        model,
                        OptionalInt.empty(),
                        OptionalInt.of(512),
                        11,
                        DType.FLOAT32,
                        CheckpointFormat.GGUF,
                        1_000_000)
                .write(folder, _ -> {});
        int[] prompt = WeightGenerator.prompt(5, PROMPT, VOCABULARY - 1);

        assertThat(ours(written, prompt)).isEqualTo(theirs(written, prompt));
    }

    /// Types that llama.cpp's own quantiser writes. Its own product rounds activations to eight bits, so its logits are those of
    /// the file that it makes float32 again.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Q4_K_M", "Q6_K", "Q5_0", "Q4_0", "Q4_1", "Q5_1", "Q8_0", "Q2_K", "Q3_K_M", "Q5_K_M", "IQ4_NL", "IQ4_XS"
            })
    void quantisedFilesGiveTheSame(String type) throws Exception {
        Architecture sizes = new Architecture(
                3, 256, 4, 2, 64, 512, VOCABULARY, new Projections(false, false, false), Rope.whole(10_000, 64), 1e-5);
        Model model = new Model(
                "m", "m", Families.named("llama").family(), sizes, OptionalInt.empty(), List.of(), false, "test");
        Path plain = new Synthesis(
                        model,
                        OptionalInt.empty(),
                        OptionalInt.of(512),
                        12,
                        DType.FLOAT32,
                        CheckpointFormat.GGUF,
                        1_000_000)
                .write(folder, _ -> {});
        Path quantised = folder.resolve("quantised.gguf");
        Path again = folder.resolve("again.gguf");
        peer(plain, "--quantize", quantised.toString(), type);
        peer(quantised, "--quantize", again.toString(), "F32");
        int[] tokens = WeightGenerator.prompt(6, 2 * PROMPT, VOCABULARY - 1);
        List<String> arguments = new ArrayList<>(List.of("--logits", "" + VOCABULARY));
        IntStream.of(tokens).forEach(token -> arguments.add("" + token));
        double nmse = nmse(logits(quantised, tokens), peer(again, arguments.toArray(String[]::new)));
        System.out.println(type + ": NMSE " + nmse + ", against its own product "
                + nmse(logits(quantised, tokens), peer(quantised, arguments.toArray(String[]::new))));

        assertThat(nmse).isLessThan(1e-6);
        assertThat(ours(quantised, tokens)).isEqualTo(theirs(again, tokens));
    }

    private float[][] logits(Path file, int[] tokens) throws IOException {
        CatalogModel entry = new Catalog(folder, folder, List.of(new GgufModels())).model(file.toString());
        try (LoadedModel loaded = LoadedModel.open(entry, DType.FLOAT32, Backends.named("scalar"), 1)) {
            return loaded.engine().logits(tokens, Mask.CAUSAL);
        }
    }

    private static double nmse(float[][] found, String expected) {
        double error = 0;
        double size = 0;
        String[] rows = expected.strip().split("\n", -1);
        for (int row = 0; row < rows.length; row++) {
            String[] logits = rows[row].split(" ", -1);
            for (int i = 0; i < logits.length; i++) {
                double value = Double.parseDouble(logits[i]);
                error += Math.pow(found[row][i] - value, 2);
                size += value * value;
            }
        }
        return error / size;
    }

    private List<Integer> ours(Path file, int[] prompt) throws IOException {
        CatalogModel entry = new Catalog(folder, folder, List.of(new GgufModels())).model(file.toString());
        try (LoadedModel loaded = LoadedModel.open(entry, DType.FLOAT32, Backends.named("scalar"), 1)) {
            Generation run = loaded.engine()
                    .generate(
                            Strategies.create(StrategySpec.parse("ar"), GENERATED),
                            new Request(1, prompt.length, GENERATED, LogitRows.ACTIVE),
                            List.of(prompt),
                            Generation.Stop.AT_LENGTH,
                            Probe.NONE);
            return Arrays.stream(run.tokens(0))
                    .skip(prompt.length)
                    .limit(GENERATED)
                    .boxed()
                    .toList();
        }
    }

    private static List<Integer> theirs(Path file, int[] prompt) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--greedy", "" + VOCABULARY, "" + GENERATED));
        IntStream.of(prompt).forEach(token -> arguments.add("" + token));
        String text = peer(file, arguments.toArray(String[]::new));
        return Arrays.stream(text.strip().split(" ", -1)).map(Integer::valueOf).toList();
    }

    private static String peer(Path file, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "python3",
                "../bench/peers/llama_cpp.py",
                requireNonNull(System.getProperty(LIBRARIES)),
                file.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return text;
    }
}
