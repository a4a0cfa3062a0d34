package org.unmask.run.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;

class DraftersTest {
    private static final Path HOME = Path.of(requireNonNull(System.getProperty("unmask.home")));
    private static final Request REQUEST = new Request(1, 8, 8, LogitRows.ACTIVE);

    @TempDir
    private Path folder;

    private Catalog catalog() throws IOException {
        return new Catalog(HOME, folder);
    }

    /// The folder of `tiny-math-drafter` with two tokens exchanged.
    private Path exchanged() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("exchanged"));
        for (String name : List.of("config.json", "model.safetensors", "tokenizer.json")) {
            Files.copy(HOME.resolve("models/tiny-math-drafter").resolve(name), copy.resolve(name));
        }
        Path tokenizer = copy.resolve("tokenizer.json");
        Files.writeString(
                tokenizer,
                Files.readString(tokenizer)
                        .replace("\"Ġwins\": 158", "\"Ġwins\": 1000")
                        .replace("\"Ġwith\": 159", "\"Ġwith\": 158")
                        .replace("\"Ġwins\": 1000", "\"Ġwins\": 159"));
        return copy;
    }

    @Test
    void aDrafterIsFoundByTheNameOfTheStrategyOrItsFolder() throws IOException {
        Catalog catalog = catalog();
        CatalogModel target = catalog.model("tiny-math-ar");
        for (String name : List.of(
                "tiny-math-drafter", HOME.resolve("models/tiny-math-drafter").toString())) {
            StrategySpec spec = Strategies.draftedBy(name);
            Drafters drafters = new Drafters(catalog.drafters(List.of(spec, Strategies.AUTOREGRESSIVE), 8));
            assertThat(drafters.of(spec, target, REQUEST))
                    .map(drafter -> drafter.model().id())
                    .contains("tiny-math-drafter");
            assertThat(drafters.of(Strategies.AUTOREGRESSIVE, target, REQUEST)).isEmpty();
        }
        assertThat(catalog.drafters(List.of(Strategies.draftedBy("ngram")), 8)).isEmpty();
    }

    @Test
    void aSlipInTheNameOfTheLookUpIsAnsweredWithIt() throws IOException {
        Catalog catalog = catalog();
        for (String slip : List.of("ngramx", "n-gram", "Ngram")) {
            assertThatThrownBy(() -> catalog.drafters(List.of(Strategies.draftedBy(slip)), 8))
                    .hasMessage("unknown drafter '" + slip + "'; did you mean ngram?");
        }
        assertThatThrownBy(() -> catalog.drafters(List.of(Strategies.draftedBy("tiny-math-draftr")), 8))
                .hasMessageStartingWith("unknown model 'tiny-math-draftr'; did you mean tiny-math-drafter");
    }

    @Test
    void whatCannotDraftIsRefusedBeforeItIsLoaded() throws IOException {
        Catalog catalog = catalog();
        CatalogModel target = catalog.model("tiny-math-ar");
        StrategySpec spec = Strategies.draftedBy("it");
        assertThatThrownBy(() -> Drafters.NONE.of(spec, target, REQUEST))
                .hasMessage("strategy 'speculative:drafter=it': the drafter 'it' is not given here");
        Drafters diffusion = new Drafters(Map.of("it", catalog.model("tiny-math-dlm")));
        assertThatThrownBy(() -> diffusion.of(spec, target, REQUEST))
                .hasMessage("drafter tiny-math-dlm is a diffusion model; an autoregressive one drafts token by token");
        Drafters large = new Drafters(Map.of("it", catalog.model("qwen3-0.6b")));
        assertThatThrownBy(() -> large.of(spec, target, REQUEST))
                .hasMessageContaining("a drafter must have the vocabulary of its target")
                .hasMessageNotContaining("\n");
    }

    /// As many tokens, but not the same.
    @Test
    void aDrafterWithAnotherTokenizerIsRefused() throws IOException {
        Catalog catalog = catalog();
        try (LoadedModels models = new LoadedModels(Engine.types(DType.FLOAT32), Backends.named("scalar"), 1)) {
            CatalogModel target = catalog.model("tiny-math-ar");
            CatalogModel other = catalog.model(exchanged().toString());
            assertThatThrownBy(() -> models.of(target, Optional.of(other)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "drafter exchanged has the tokenizer of another model: token 158 is not that of its target"
                                    + " tiny-math-ar; a drafter must have the vocabulary of its target");
            LoadedModel drafted = models.of(target, Optional.of(catalog.model("tiny-math-drafter")));
            assertThat(drafted.engines().drafter()).isPresent();
            assertThat(models.of(target, Optional.of(catalog.model("tiny-math-drafter"))))
                    .isSameAs(drafted);
        }
    }
}
