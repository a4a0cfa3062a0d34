package org.unmask.engine.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// With one token per byte every character of more than one byte is split.
class StreamingDecoderTest {
    private static final int SPECIAL = 256;

    private static Tokenizer tokenizer;

    @BeforeAll
    static void open() throws IOException {
        ByteVocabulary bytes = new ByteVocabulary(300, new TreeMap<>(Map.of(SPECIAL, "<|end|>")));
        tokenizer = Tokenizer.of(Path.of("bytes"), bytes.vocabulary().json());
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static List<String> parts(int... tokens) {
        StreamingDecoder stream = tokenizer.stream();
        List<String> parts = new ArrayList<>();
        for (int token : tokens) {
            parts.add(stream.add(token));
        }
        parts.add(stream.end());
        return parts;
    }

    private static int[] tokens(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] tokens = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            tokens[i] = bytes[i] & 0xFF;
        }
        return tokens;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "é and e\u0301",
                "日本語、中文。",
                "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽",
                "שלום مرحبا \u200Fx\u200E",
                "a\u0000b\r\n\t  \u00a0\u00ad\uFEFF",
                "𝔘\uDBFF\uDFFF",
            })
    void charactersComeWholeWithTheirLastByte(String text) {
        List<String> expected = new ArrayList<>();
        for (int c : text.codePoints().toArray()) {
            String character = Character.toString(c);
            int bytes = character.getBytes(StandardCharsets.UTF_8).length;
            expected.addAll(Collections.nCopies(bytes - 1, ""));
            expected.add(character);
        }
        expected.add("");

        assertThat(parts(tokens(text))).isEqualTo(expected);
    }

    /// Parts have bars between them, the last is what the end gives; `?` stands for U+FFFD.
    @ParameterizedTest
    @CsvSource({
        "E2 82 41, ||?A|", // a character that lacks its end
        "FF 41, |?A|", // never a byte of UTF-8
        "41 E2 82 AC 42, A|||€|B|",
        "E2 82, ||?",
        "80 80 80 80 80 41, |||?|?|???A|", // three wait at most
        "E2 100 82 AC, |||€|", // a special token gives no text
        "EF BF BD 41, |||?A|", // U+FFFD itself
    })
    void invalidBytesAreReplacedWhenTheyCanBecomeNothingElse(String tokens, String expected) {
        int[] numbers = Arrays.stream(tokens.split(" "))
                .mapToInt(token -> Integer.parseInt(token, 16))
                .toArray();

        assertThat(String.join("|", parts(numbers)).replace('\uFFFD', '?')).isEqualTo(expected);
    }

    /// What the library says of all tokens at once is another way to the same text.
    @Test
    void partsOfAnyBytesMakeTheWhole() {
        Random random = new Random(1);
        int[] lead = {0x41, 0x20, 0xC3, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80, 0xED, 0xA0, 0xFF, 0xC0, SPECIAL};
        for (int round = 0; round < 3000; round++) {
            int[] tokens = random.ints(random.nextInt(12), 0, lead.length)
                    .map(i -> lead[i])
                    .toArray();
            assertThat(String.join("", parts(tokens))).isEqualTo(tokenizer.decode(tokens));
        }
    }

    @Test
    void severalTokensMayComeAtOnce() {
        StreamingDecoder stream = tokenizer.stream();

        assertThat(stream.add(tokens("naïve €"))).isEqualTo("naïve €");
        assertThat(stream.add()).isEmpty();
        assertThat(stream.add(0xE2, 0x82)).isEmpty();
        assertThat(stream.add(0xAC, 'x')).isEqualTo("€x");
        assertThat(stream.end()).isEmpty();
    }
}
