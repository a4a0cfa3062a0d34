package org.unmask.engine.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteVocabularyTest {
    @TempDir
    private Path folder;

    private Tokenizer tokenizer(int size, Map<Integer, String> specials) throws IOException {
        ByteVocabulary vocabulary = new ByteVocabulary(size, new TreeMap<>(specials));
        return Tokenizer.open(Files.writeString(
                folder.resolve("tokenizer.json"), vocabulary.vocabulary().json()));
    }

    @Test
    void everyByteIsATokenAroundTheSpecialOnes() throws IOException {
        try (Tokenizer tokenizer = tokenizer(126464, Map.of(2, "<|end|>", 126336, "<|mask|>"))) {
            String text = "A\u0000\n ~é€😀\u00ad";
            int[] expected = new int[text.getBytes(StandardCharsets.UTF_8).length];
            for (int i = 0; i < expected.length; i++) {
                int b = text.getBytes(StandardCharsets.UTF_8)[i] & 0xFF;
                expected[i] = b < 2 ? b : b + 1;
            }

            assertThat(tokenizer.encode(text)).containsExactly(expected);
            assertThat(tokenizer.decode(expected)).isEqualTo(text);
            assertThat(tokenizer.encode("<|mask|>A<|end|>")).containsExactly(126336, 'A' + 1, 2);
            assertThat(tokenizer.decode(new int[] {126336, 'A' + 1, 2, 99_999})).isEqualTo("A");
        }
    }

    @Test
    void everyNumberHasAText() {
        BpeVocabulary vocabulary = new ByteVocabulary(300, new TreeMap<>(Map.of(299, "<|mask|>"))).vocabulary();

        assertThat(vocabulary.tokens()).hasSize(300).doesNotHaveDuplicates().contains("<|mask|>", "A", "Ġ");
        assertThat(vocabulary.tokens().get(32)).isEqualTo("Ġ");
        assertThat(vocabulary.types().subList(254, 257)).containsExactly(1L, 1L, 5L);
        assertThat(vocabulary.types().get(299)).isEqualTo(3);
    }

    @Test
    void withoutRoomItIsRefused() {
        assertThatThrownBy(() -> new ByteVocabulary(256, new TreeMap<>(Map.of(255, "<|mask|>"))))
                .hasMessage("bad vocabulary: no room for 256 bytes and 1 special tokens in 256");
    }
}
