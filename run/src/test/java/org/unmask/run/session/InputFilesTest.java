package org.unmask.run.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.engine.Backends;
import org.unmask.engine.Generation;
import org.unmask.engine.Probe;
import org.unmask.run.checkpoint.GgufModels;

/// Files as people have them, made small: see the folder `inputs`.
class InputFilesTest {
    private static CatalogModel entry(String name) throws IOException {
        Path folder = Path.of(Objects.requireNonNull(InputFilesTest.class.getResource("/inputs/README.md"))
                        .getPath())
                .resolveSibling(name);
        return new Catalog(folder, folder, List.of(new GgufModels())).model(folder.toString());
    }

    private static LoadedModel open(String name) throws IOException {
        return LoadedModel.open(entry(name), DType.FLOAT32, Backends.named("scalar"), 1);
    }

    /// `abc` has three tokens, and all of these begin every text with one more.
    @ParameterizedTest
    @CsvSource({
        "bos-lost/llama3-style, 0",
        "bos-lost/flag-and-table, 0",
        "bos-lost/llama-bpe-without-flag.gguf, 0",
        "bos-lost/llama-bpe-with-flag.gguf, 0",
    })
    void aTextBeginsWithTheTokenItsMakersPutThere(String name, int begin) throws IOException {
        try (LoadedModel model = open(name)) {
            int[] tokens = model.encode("abc");

            assertThat(tokens).hasSize(4).startsWith(begin);
            assertThat(model.encode("<|end|>abc")).as("once").isEqualTo(tokens);
        }
    }

    @Test
    void piecesOfAGgufFileAreRead() throws IOException {
        try (LoadedModel model = open("gguf-sentencepiece/spm.gguf")) {
            assertThat(model.encode("abc")).hasSize(2).startsWith(1);
            assertThat(model.tokenizer().decode(model.encode("abc"))).isEqualTo("abc");
        }
    }

    @Test
    void aVocabularyInSeveralFilesIsRead() throws IOException {
        try (LoadedModel model = open("tokenizer-vocab-merges")) {
            int[] tokens = model.encode("abc<|mask|>");

            assertThat(tokens).as("the mask is one token").hasSize(4).endsWith(1);
            assertThat(model.tokenizer().decode(tokens)).isEqualTo("abc");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "q4_0-with-q6_k-head.gguf, ar",
        "q4_k_m.gguf, ar",
        "q5_0.gguf, ar",
        "llada-q4_k_m.gguf, diffusion:threshold=0.9",
    })
    void quantisedFilesRun(String file, String strategy) throws IOException {
        try (LoadedModel model = open("gguf-k-quants/" + file)) {
            int[] prompt = model.encode("abc");
            Generation run = model.engine()
                    .generate(
                            Strategies.create(StrategySpec.parse(strategy), 2),
                            new Request(1, prompt.length, 2, LogitRows.ACTIVE),
                            List.of(prompt),
                            Generation.Stop.AT_LENGTH,
                            Probe.NONE);

            assertThat(run.tokens(0)).startsWith(prompt);
        }
    }

    /// The matrices by hand: per layer 4 of 256 x 256 and 3 of 512 x 256, and twice 64 x 256; see the test for their types.
    @Test
    void quantisedFilesArePricedAsTheyAre() throws IOException {
        CatalogModel entry = entry("gguf-k-quants/q4_k_m.gguf");
        Architecture model = entry.model().architecture();
        long weights = MemoryEstimate.of(model, entry.model().types(DTypes.BF16), LogitRows.ACTIVE, List.of())
                .weightBytes();

        assertThat(weights).isBetween(310_000L, 320_000L);
        assertThat(entry.model().storage().orElseThrow().id()).isEqualTo("q4_k");
    }

    /// `<|im_start|>user`, a line end, `ab<|im_end|>`, a line end, `<|im_start|>assistant`, a line end: markers are one token each,
    /// all else is single letters.
    @Test
    void theTemplateOfTheFilesIsTaken() throws IOException {
        try (LoadedModel model = open("chat-template-of-the-files")) {
            assertThat(Chat.prompt(model, "ab")).hasSize(21);
            assertThat(Chat.assumption(model)).isEmpty();
        }
        try (LoadedModel model = open("bos-lost/llama3-style")) {
            assertThat(Chat.assumption(model))
                    .contains("model llama3-style has no chat template in its files; that of the"
                            + " family llama is taken");
        }
    }

    @Test
    void aTensorWithoutAPlaceIsRefused() {
        assertThatThrownBy(() -> open("extra-tensors-ignored/biases"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("_proj.bias' has no place in the model");
    }

    @Test
    void scaledPositionsAreKnownNotToRun() throws IOException {
        CatalogModel yarn = entry("gguf-yarn/yarn.gguf");

        assertThat(yarn.unknownScaling()).contains("yarn");
        assertThatThrownBy(yarn::checkRunnable).hasMessageContaining("it can be predicted");
    }
}
