package org.unmask.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.engine.token.SentencePieceModel;
import org.unmask.engine.token.Tokenizer;
import org.unmask.engine.weight.GgufFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tokens of a small vocabulary as SentencePiece itself gives them: see `pieces.py`.
class PiecesTest {
    @TempDir
    private Path folder;

    private Path copy(String name, String as) throws IOException {
        Path path = folder.resolve(as);
        try (InputStream in = Objects.requireNonNull(PiecesTest.class.getResourceAsStream(name))) {
            Files.copy(in, path);
        }
        return path;
    }

    private String gguf() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return GgufVocabulary.json(GgufFile.open(copy("pieces.gguf", "pieces.gguf"), arena))
                    .orElseThrow();
        }
    }

    private String model() throws IOException {
        copy("pieces.model", "tokenizer.model");
        return FolderVocabulary.json(folder).orElseThrow();
    }

    /// A text, and the tokens that the reference gives.
    @SuppressWarnings("ArrayRecordComponent") // compared with nothing
    private record Example(String text, int[] tokens) {}

    private static List<Example> examples(Path lines) throws IOException {
        return Files.readAllLines(lines).stream()
                .map(JsonMapper.shared()::readTree)
                .map(line -> new Example(
                        line.path("text").stringValue(),
                        StreamSupport.stream(line.path("tokens").spliterator(), false)
                                .mapToInt(JsonNode::intValue)
                                .toArray()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pieces.gguf", "pieces.model"})
    void tokensAreThoseOfTheReference(String from) throws IOException {
        Path lines = copy("pieces.jsonl", "lines");
        try (Tokenizer tokenizer = Tokenizer.of(Path.of(from), from.endsWith("gguf") ? gguf() : model())) {
            for (Example example : examples(lines)) {
                assertThat(tokenizer.encode(example.text())).as(example.text()).isEqualTo(example.tokens());
                assertThat(tokenizer.decode(example.tokens())).isEqualTo(example.text());
            }
            assertThat(tokenizer.begin()).isEqualTo(from.endsWith("gguf") ? new int[0] : new int[] {1});
        }
    }

    /// Hostile texts, among them clusters of characters that stand for others, through the tokens that SentencePiece gives: see
    /// `unigram.py`. One vocabulary maps characters, one takes texts as they stand, one has unknown characters and no space before.
    @ParameterizedTest
    @ValueSource(strings = {"unigram", "unigram-plain", "unigram-unknown"})
    void mostProbablePiecesAreThoseOfTheReference(String name) throws IOException {
        copy(name + ".model", "tokenizer.model");
        Path lines = copy(name + ".jsonl", "lines");
        try (Tokenizer tokenizer =
                Tokenizer.of(folder, FolderVocabulary.json(folder).orElseThrow())) {
            for (Example example : examples(lines)) {
                assertThat(tokenizer.encode(example.text())).as(example.text()).isEqualTo(example.tokens());
            }
        }
    }

    /// A symbol of users is one token, whatever is mapped around it.
    @Test
    void symbolsOfUsersStay() throws IOException {
        copy("unigram.model", "tokenizer.model");
        try (Tokenizer tokenizer =
                Tokenizer.of(folder, FolderVocabulary.json(folder).orElseThrow())) {
            assertThat(tokenizer.encode("<sep>")).containsExactly(3);
            assertThat(tokenizer.decode(tokenizer.encode("ﬁne ２<sep>ｶﾞ"))).isEqualTo("fine 2<sep> ガ");
        }
    }

    /// LLaMA's own program puts a space behind special tokens as well, unless `legacy` is false.
    @Test
    void aSpaceIsPutBeforeTheTextAlone() throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"legacy\": false}");
        try (Tokenizer first = Tokenizer.of(Path.of("a"), model());
                Tokenizer everywhere = Tokenizer.of(Path.of("b"), gguf())) {
            assertThat(first.encode("a</s>a")).containsExactly(261, 2, 367);
            assertThat(everywhere.encode("a</s>a")).containsExactly(261, 2, 261);
        }
    }

    @Test
    void addedTokensAreFound() throws IOException {
        Files.writeString(folder.resolve("added_tokens.json"), "{\"<|im_end|>\": 420}");
        try (Tokenizer tokenizer = Tokenizer.of(Path.of("a"), model())) {
            assertThat(tokenizer.encode("a<|im_end|>")).containsExactly(261, 420);
        }
    }

    @Test
    void anotherFileIsOneLine() throws IOException {
        Path file = Files.write(folder.resolve("tokenizer.model"), "no such model".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> SentencePieceModel.read(file, true, true))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("tokenizer.model: not a model of SentencePiece");
    }

    @Test
    void anUnknownClassIsNamed() throws IOException {
        Files.writeString(folder.resolve("vocab.json"), "{\"a\": 0}");
        Files.writeString(folder.resolve("merges.txt"), "");
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"tokenizer_class\": \"OtherTokenizer\"}");

        assertThatThrownBy(() -> FolderVocabulary.json(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tokenizer_config.json names OtherTokenizer; make a tokenizer.json");
    }
}
