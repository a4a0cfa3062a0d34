package org.unmask.run.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.catalog.family.Families;
import org.unmask.core.model.Family;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.RopePairing;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;
import org.unmask.run.checkpoint.CheckpointFormat;
import org.unmask.run.checkpoint.GgufModels;
import org.unmask.run.checkpoint.Synthesis;
import org.unmask.run.session.LoadedModel;
import tools.jackson.databind.JsonNode;

/// The golden logits, through files: the weights are written, read by their own description, and run.
class GoldenFilesTest {
    private static final List<String> ARCHITECTURES =
            List.of("llama", "qwen2", "qwen3", "dream", "llada", "llada-moe", "bailingmoe2");

    @TempDir
    private Path folder;

    static Stream<Arguments> cases() {
        return ARCHITECTURES.stream()
                .flatMap(arch -> Stream.of(CheckpointFormat.values()).map(format -> Arguments.of(arch, format)));
    }

    /// The golden model as what it is in files.
    private static Model model(String arch) {
        Model model = Golden.model(arch);
        Family family = Families.named(
                        switch (arch) {
                            case "bailingmoe2" -> "llada2";
                            default -> arch;
                        })
                .family();
        return new Model(
                model.id(),
                model.name(),
                family,
                model.architecture(),
                family.paradigm() == Paradigm.AUTOREGRESSIVE ? OptionalInt.empty() : model.maskToken(),
                List.of(3),
                model.shiftedLogits(),
                model.source());
    }

    private CatalogModel written(Model model, CheckpointFormat format, DType dtype) throws IOException {
        Path path = new Synthesis(model, OptionalInt.empty(), OptionalInt.of(512), 7, dtype, format, 100_000)
                .write(folder, _ -> {});
        return new Catalog(folder, folder, List.of(new GgufModels())).model(path.toString());
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("cases")
    void logitsFromFilesEqualTheReference(String arch, CheckpointFormat format) throws IOException {
        JsonNode golden = Golden.read("unmask.golden.logits", "logits.json").get(arch);
        Model model = model(arch);
        CatalogModel entry = written(model, format, DType.FLOAT32);

        assertThat(entry.model().architecture().with(RopePairing.HALF))
                .isEqualTo(model.architecture().with(RopePairing.HALF));
        assertThat(entry.model().family()).isEqualTo(model.family());
        assertThat(entry.model().maskToken()).isEqualTo(model.maskToken());
        assertThat(entry.model().endTokens()).isEqualTo(model.endTokens());
        assertThat(entry.model().shiftedLogits()).isEqualTo(model.shiftedLogits());
        assertThat(entry.positions()).hasValue(512);
        Mask mask = golden.get("causal").asBoolean() ? Mask.CAUSAL : Mask.FULL;
        try (LoadedModel loaded = LoadedModel.open(entry, DType.FLOAT32, Backends.named("scalar"), 1)) {
            GoldenLogitsTest.assertGolden(
                    loaded.engine().logits(GoldenLogitsTest.ints(golden.get("tokens")), mask), golden);
        }
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("cases")
    void bothFormatsOfBfloat16HoldTheSameModel(String arch, CheckpointFormat format) throws IOException {
        JsonNode golden = Golden.read("unmask.golden.logits", "logits.json").get(arch);
        int[] tokens = GoldenLogitsTest.ints(golden.get("tokens"));
        CatalogModel entry = written(model(arch), format, DType.BFLOAT16);
        try (LoadedModel loaded = LoadedModel.open(entry, DType.BFLOAT16, Backends.named("scalar"), 1)) {
            assertThat(loaded.engine().logits(tokens, Mask.FULL)).isDeepEqualTo(golden(arch, tokens));
        }
    }

    /// Straight from the generator.
    private static float[][] golden(String arch, int[] tokens) {
        Model model = Golden.model(arch);
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(
                        model, Golden.weights(model, 7, DType.BFLOAT16, 0.4, arena), Backends.named("scalar"), 1)) {
            return engine.logits(tokens, Mask.FULL);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void manySmallFilesAreRead(String arch, CheckpointFormat format) throws IOException {
        written(model(arch), format, DType.FLOAT32);

        try (Stream<Path> files = Files.list(folder)) {
            long shards = files.filter(file -> file.toString().endsWith(".safetensors"))
                    .count();
            assertThat(shards)
                    .isBetween(format == CheckpointFormat.GGUF ? 0L : 4L, format == CheckpointFormat.GGUF ? 0L : 9L);
        }
    }
}
