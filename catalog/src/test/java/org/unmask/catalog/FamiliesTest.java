package org.unmask.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.catalog.family.Families;
import org.unmask.catalog.family.FamilyFiles;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.RopeScaling;
import org.unmask.core.op.DType;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;

/// Every family has a sample of its configuration, and writes what it reads.
class FamiliesTest {
    private static final Path SAMPLES = Path.of("src/test/resources/config");

    @TempDir
    private Path folder;

    static Stream<String> families() {
        return Families.ALL.stream().map(files -> files.family().id());
    }

    private static HuggingFaceConfig sample(String id) throws IOException {
        return HuggingFaceConfig.read(SAMPLES.resolve(id + ".json"));
    }

    @Test
    void everyFamilyHasASample() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            assertThat(families())
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(
                            files.filter(file -> file.toString().endsWith(".json"))
                                    .map(Bundled::id)
                                    .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void aSampleIsReadAsOfItsFamily(String id) throws IOException {
        assertThat(sample(id).family()).isEqualTo(Families.named(id).family());
    }

    @ParameterizedTest
    @MethodSource("families")
    void whatIsWrittenIsReadAsTheSameModel(String id) throws IOException {
        HuggingFaceConfig sample = sample(id);
        Model model = sample.model(id, id, "a test");
        Path file = folder.resolve("config.json");

        HuggingFaceConfig told =
                ConfigWriter.write(file, model, DType.BFLOAT16, sample.blockLength(), sample.positions());

        assertThat(told).isEqualTo(sample);
        assertThat(HuggingFaceConfig.read(file)).isEqualTo(sample);
        assertThat(JsonFile.read(file).text("model_type"))
                .isEqualTo(Families.named(id).types().getFirst());
    }

    @ParameterizedTest
    @MethodSource("families")
    void fewLayersAreWrittenToo(String id) throws IOException {
        Model whole = sample(id).model(id, id, "a test");
        Model model = whole.with(whole.architecture().with(2));
        Path file = folder.resolve("config.json");

        ConfigWriter.write(file, model, DType.FLOAT32, OptionalInt.empty(), OptionalInt.empty());

        assertThat(HuggingFaceConfig.read(file).model(id, id, "a test")).isEqualTo(model);
    }

    @ParameterizedTest
    @MethodSource("families")
    void theUsualStrategyIsOneOfTheCommandLine(String id) {
        String usual = Families.named(id).family().strategy();

        assertThat(Strategies.create(StrategySpec.parse(usual), 64)).isNotNull();
        if (Families.named(id).family().paradigm() != Paradigm.AUTOREGRESSIVE) {
            assertThat(usual).isNotEqualTo("ar");
        }
    }

    @Test
    void theUsualBlockIsTheModelsOwn() throws IOException {
        Catalog catalog = new Catalog(folder, folder);

        assertThat(catalog.model("sdar-8b").usualStrategy()).isEqualTo("block-diffusion:block=4,threshold=0.9");
        assertThat(catalog.model("fast-dllm-v2-7b").usualStrategy())
                .as("block-diffusion lacks rows that shifted logits need")
                .isEqualTo("fast-dllm-v2:block=32,threshold=0.9");
        assertThat(catalog.model("dream-7b").usualStrategy()).isEqualTo("diffusion:threshold=0.9");
        assertThat(catalog.model("qwen3-8b").usualStrategy()).isEqualTo("ar");
        assertThat(catalog.model("diffusiongemma-26b-a4b").usualStrategy()).isEqualTo("diffusion-gemma:steps=16");
    }

    @Test
    void familiesWithOneTypeDifferInTheirExpertsOrKeys() throws IOException {
        for (FamilyFiles files : Families.ALL) {
            for (String type : files.types()) {
                List<FamilyFiles> alike = Families.ALL.stream()
                        .filter(other -> other.types().contains(type))
                        .filter(other ->
                                other.config().isMixture() == files.config().isMixture())
                        .toList();
                Fields sample = JsonFile.read(SAMPLES.resolve(files.family().id() + ".json"));
                assertThat(alike.stream().filter(other -> other.config().reads(sample)))
                        .as(type)
                        .containsExactly(files);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dream", "LLADA2_MOE", "fast_dllm_qwen"})
    void aTypeIsKnownInAnyCase(String type) throws IOException {
        String file = type.contains("fast") ? "fast-dllm" : type.contains("2") ? "llada2" : "dream";
        String text = Files.readString(SAMPLES.resolve(file + ".json"))
                .replaceFirst("\"model_type\": \"\\w+\"", "\"model_type\": \"" + type + "\"");

        assertThat(HuggingFaceConfig.of(JsonFile.parse("config.json", text.getBytes(StandardCharsets.UTF_8)))
                        .family()
                        .id())
                .isEqualTo(file);
    }

    @Test
    void whatTheKeysOfAFamilyCannotSayIsRefused() throws IOException {
        Model llama = sample("llama").model("m", "m", "a test");
        Model biased = llama.with(sample("qwen2").model("q", "q", "a test").architecture());
        Model divided = llama.with(llama.architecture().with(new RopeScaling.Divided(Collections.nCopies(32, 2.0))));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> write(biased))
                .withMessage("a config.json of type llama cannot express model m; choose another format");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> write(divided))
                .withMessageContaining("have no key in a config.json; choose another format");
        assertThat(folder.resolve("config.json")).doesNotExist();
    }

    private void write(Model model) throws IOException {
        ConfigWriter.write(
                folder.resolve("config.json"), model, DType.FLOAT32, OptionalInt.empty(), OptionalInt.empty());
    }

    @Test
    void aFileThatSaysAnotherParadigmIsRefused() throws IOException {
        String text = new String(Bundled.file("models/sdar-8b.json"), StandardCharsets.UTF_8)
                .replace("\"paradigm\": \"block-diffusion\"", "\"paradigm\": \"diffusion\"");

        assertThatThrownBy(() -> ModelFile.of(JsonFile.parse("m.json", text.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "m.json: paradigm: \"diffusion\"; expected 'block-diffusion', which models of the family sdar"
                                + " have");
    }

    @Test
    void anUnknownFamilyNamesTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Families.named("qwen4"))
                .withMessageStartingWith("unknown family 'qwen4'; did you mean qwen, qwen2, qwen3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Families.ofGguf("lama", List.of("gemma")))
                .withMessageStartingWith("unknown architecture 'lama'; did you mean llama");
    }
}
