package org.unmask.engine.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
    private static final Path MODEL = Path.of("../models/tiny-math-dlm/tokenizer.json");

    private static Tokenizer tokenizer;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() throws IOException {
        tokenizer = Tokenizer.open(MODEL);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0123456789",
                "Max has 78 stamps. He loses 7 stamps. How many stamps does Max have?\nAnswer:",
                " First 78-7=71 stamps. Then 71-6=65 stamps. Next 65+7=72 stamps.\n#### 72",
                "~unknown words, {symbols}~",
            })
    void whatIsEncodedDecodesToTheSame(String text) {
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }

    @Test
    void everyDigitIsATokenOfItsOwn() {
        assertThat(tokenizer.encode("0123456789")).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void addsNoSpecialTokensAndShowsNone() {
        int[] tokens = tokenizer.encode("Max");
        int end = 0;
        int mask = 1;

        assertThat(tokens).hasSize(1);
        assertThat(tokenizer.decode(new int[] {mask, tokens[0], end, end})).isEqualTo("Max");
    }

    @Test
    void longTextIsNotCutOff() {
        String text = " 1".repeat(20_000);

        assertThat(tokenizer.encode(text)).hasSize(40_000);
    }

    @Test
    void numbersThatAreNoTokensGiveNoText() {
        assertThat(tokenizer.decode(new int[] {100_000, 5_000_000})).isEmpty();
        assertThat(tokenizer.decode(new int[] {})).isEmpty();
    }

    @Test
    void truncationAndPaddingOfTheFileAreOff() throws IOException {
        String json = Files.readString(MODEL)
                .replace(
                        "\"truncation\": null",
                        "\"truncation\": {\"direction\":\"Right\",\"max_length\":4,\"strategy\":\"LongestFirst\",\"stride\":0}")
                .replace(
                        "\"padding\": null",
                        "\"padding\": {\"strategy\":{\"Fixed\":16},\"direction\":\"Right\",\"pad_to_multiple_of\":null,"
                                + "\"pad_id\":0,\"pad_type_id\":0,\"pad_token\":\"<|endoftext|>\"}");
        assertThat(json).contains("max_length", "pad_id");
        try (Tokenizer cutting = Tokenizer.open(Files.writeString(folder.resolve("tokenizer.json"), json))) {
            assertThat(cutting.encode("0123456789")).hasSize(10);
            assertThat(cutting.encode("01")).hasSize(2);
        }
    }

    /// The last two would end the process if they reached the native code.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not JSON",
                "{}",
                "[]",
                "{\"version\":\"1.0\",\"model\":{\"type\":\"BPE\"}}",
                "{\"version\":\"1.0\",\"decoder\":{\"type : \"ByteLevel\"}}",
                "{\"version\":\"1.0\",\"decoder\":{\"type\":\"\\ud800\"}}",
            })
    void whatIsNotATokenizerIsRefusedInOneLine(String content) throws IOException {
        Path path = Files.writeString(folder.resolve("tokenizer.json"), content);

        assertThatThrownBy(() -> Tokenizer.open(path))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*tokenizer\\.json: (byte \\d+: )?not a tokenizer: .+");
    }

    @Test
    void aDeepFileIsRefused() throws IOException {
        Path path = Files.writeString(folder.resolve("tokenizer.json"), "[".repeat(100_000));

        assertThatThrownBy(() -> Tokenizer.open(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("depth");
    }

    @Test
    void aMissingFileIsNamed() {
        Path path = folder.resolve("tokenizer.json");

        assertThatThrownBy(() -> Tokenizer.open(path))
                .isInstanceOf(IOException.class)
                .hasMessage(path + ": no such file");
    }
}
