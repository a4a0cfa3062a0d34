package org.unmask.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.core.model.Paradigm;
import org.unmask.core.op.DType;

class CatalogTest {
    private static final Path HOME = Path.of("..");

    @TempDir
    private Path folder;

    private Catalog catalog() throws IOException {
        return new Catalog(HOME, folder);
    }

    @Test
    void listsWhatIsBundledWhatIsInModelsAndWhatTheUserHas() throws IOException {
        Files.createDirectories(folder.resolve("devices"));
        Files.copy(Path.of("../catalog/devices/a6000.json"), folder.resolve("devices/mine.json"));

        assertThat(catalog().models())
                .contains("llada-8b", "llama-3-8b", "tiny-math-dlm")
                .isSorted();
        assertThat(catalog().devices()).contains("a6000", "mine").isSorted();
    }

    @Test
    void findsACatalogueModel() throws IOException {
        CatalogModel llada = catalog().model("llada-8b");

        assertThat(llada.model().id()).isEqualTo("llada-8b");
        assertThat(llada.model().paradigm()).isEqualTo(Paradigm.DIFFUSION);
        assertThat(llada.model().source()).startsWith("https://");
        assertThat(llada.tensorNames()).isEqualTo(llada.model().family().tensorNames());
        assertThat(llada.model().family().id()).isEqualTo("llada");
        assertThat(llada.folder()).isEmpty();
        assertThat(catalog().model("sdar-8b").blockLength()).hasValue(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-math-dlm", "../models/tiny-math-dlm", "../models/tiny-math-dlm/config.json"})
    void findsAModelWithItsWeightsByNameAndPath(String name) throws IOException {
        CatalogModel model = catalog().model(name);

        assertThat(model.model().id()).isEqualTo("tiny-math-dlm");
        assertThat(model.model().maskToken()).hasValue(1);
        assertThat(model.model().architecture().vocabulary()).isEqualTo(160);
        assertThat(model.folder().orElseThrow().resolve("tokenizer.json")).exists();
    }

    @Test
    void aCatalogueModelHasItsWeightsInModels() throws IOException {
        Path weights = Files.createDirectories(folder.resolve("models/llada-8b"));
        Files.createFile(weights.resolve("model.safetensors"));

        assertThat(new Catalog(folder, folder).model("llada-8b").folder()).contains(weights);
    }

    @Test
    void aCatalogueFileCanBeNamedByItsPath() throws IOException {
        assertThat(catalog().model("../catalog/models/dream-7b.json").model())
                .isEqualTo(catalog().model("dream-7b").model());
        assertThat(catalog().device("../catalog/devices/a6000.json"))
                .isEqualTo(catalog().device("a6000"));
    }

    @Test
    void findsDevices() throws IOException {
        assertThat(catalog().device("a6000").device().flopsPerSecond(DType.BFLOAT16))
                .isEqualTo(154.8e12);
    }

    @Test
    void hasPricesOfDevices() throws IOException {
        DevicePrice price = Objects.requireNonNull(catalog().prices().get("a6000"));

        assertThat(price.dollarsPerHour().value()).isEqualTo(1.09);
        assertThat(price.dollarsPerHour().source()).startsWith("https://");
        assertThat(price.asOf()).isEqualTo("2026-09-20");
    }

    @Test
    void aUsersDeviceDoesNotHideOneOfTheCatalogue() throws IOException {
        Path file = Files.createDirectories(folder.resolve("devices")).resolve("a6000.json");
        Files.copy(Path.of("../catalog/devices/a6000.json"), file);

        assertThatThrownBy(() -> catalog().device("a6000"))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": the catalogue has a device of this name; rename the file");
    }

    @Test
    void aFolderHereNeedsNoSlash() throws IOException {
        Path here = Files.createTempDirectory(Path.of(""), "model");
        Path config = here.resolve("config.json");
        try {
            Files.copy(Path.of("../models/tiny-math-dlm/config.json"), config);

            assertThat(catalog().model(here.toString()).model().architecture())
                    .isEqualTo(catalog().model("tiny-math-dlm").model().architecture());
        } finally {
            Files.delete(config);
            Files.delete(here);
        }
    }

    @Test
    void anUnknownNameIsAnsweredWithNearOnes() {
        assertThatThrownBy(() -> catalog().model("lada-8b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown model 'lada-8b'; did you mean llada-8b");
        assertThatThrownBy(() -> catalog().device("a600"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a6000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"./nothing", "nothing.json", "..", ".", "/"})
    void aPathThatIsNoModelIsSaidSo(String name) {
        assertThatThrownBy(() -> catalog().model(name))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("no such file");
    }

    @Test
    void oddNamesAreErrors() {
        assertThatThrownBy(() -> catalog().model("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> catalog().model("a/\0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> catalog().model("\0")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aModelWhoseRopeScalingIsNotKnownIsForPredictionsOnly() throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), """
                {"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4,
                 "intermediate_size": 128, "vocab_size": 100, "rope_scaling": {"type": "linear", "factor": 2}}""");
        CatalogModel model = catalog().model(file.toString());

        assertThatThrownBy(model::checkRunnable)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(" has rope scaling 'linear', which the engine does not compute");
        catalog().model("llada-8b").checkRunnable();
        catalog().model("llama-3.2-1b").checkRunnable();
    }

    @Test
    void moreTokensMayEndATextThanTheConfigurationSays() throws IOException {
        Files.writeString(folder.resolve("config.json"), """
                {"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4,
                 "intermediate_size": 128, "vocab_size": 100, "eos_token_id": 7}""");
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [9, 7]}");

        assertThat(catalog().model(folder + "/config.json").model().endTokens()).containsExactly(7, 9);
    }

    @Test
    void foldersThatAreNotThereAreEmpty() throws IOException {
        Catalog catalog = new Catalog(folder.resolve("x"), folder.resolve("y"));

        assertThat(catalog.models()).contains("llada-8b").doesNotContain("tiny-math-dlm");
    }
}
