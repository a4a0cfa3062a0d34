package org.unmask.engine.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BpeVocabularyTest {
    private static final List<String> MERGES =
            List.of("h e", "l l", "he ll", "Ġ hell", "1 2", "12 3", "123 4", "! Ċ", "' s", "Ġ Ġ");

    /// All bytes, what the merges make, a word that no merge makes, and a control token.
    private static BpeVocabulary vocabulary(String cut) {
        List<String> tokens = new ArrayList<>(
                new ByteVocabulary(256, new TreeMap<>()).vocabulary().tokens());
        MERGES.forEach(pair -> tokens.add(pair.replace(" ", "")));
        tokens.add("world");
        tokens.add("<|x|>");
        List<Long> types = new ArrayList<>(Collections.nCopies(tokens.size(), 1L));
        types.set(tokens.size() - 1, 3L);
        return new BpeVocabulary(tokens, types, MERGES, cut);
    }

    /// Tokens with bars between them.
    private static String pieces(String cut, String text) throws IOException {
        BpeVocabulary vocabulary = vocabulary(cut);
        try (Tokenizer tokenizer = Tokenizer.of(Path.of("x.gguf"), vocabulary.json())) {
            int[] tokens = tokenizer.encode(text);
            assertThat(tokenizer.decode(tokens)).isEqualTo(text.replace("<|x|>", ""));
            return String.join(
                    "|",
                    Arrays.stream(tokens)
                            .mapToObj(token -> vocabulary.tokens().get(token))
                            .toList());
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "llama-bpe, hell hell, hell|Ġhell",
                "llama-bpe, 12345, 123|4|5", // runs of three digits
                "qwen2, 12345, 1|2|3|4|5", // every digit
                "gpt-2, 12345, 1234|5", // any number of digits
                "llama-bpe, world, world", // looked up whole
                "qwen2, world, w|o|r|l|d",
                "bailingmoe2, 12345, 1|2|3|4|5",
                "llada-moe, he'S, he|'|S",
                "llama-bpe, he's, he|'s",
                "llama-bpe, he'S, he|'|S",
                "qwen2, a<|x|>a, a|<|x|>|a",
            })
    void textIsCutAsTheRuleSays(String cut, String text, String expected) throws IOException {
        assertThat(pieces(cut, text)).isEqualTo(expected);
    }

    @Test
    void lineEndsAndSpacesGoWithWhatIsBeforeThem() throws IOException {
        assertThat(pieces("llama-bpe", "hell!\n")).isEqualTo("hell|!Ċ");
        assertThat(pieces("qwen2", "a   hell")).isEqualTo("a|ĠĠ|Ġhell");
        assertThat(pieces("bailingmoe2", "hell!\n  \n\n")).isEqualTo("hell|!Ċ|ĠĠ|Ċ|Ċ");
    }

    /// A vocabulary without loss gives back whatever it is given; only Qwen2's rule composes it first.
    @ParameterizedTest
    @ValueSource(strings = {"llama-bpe", "qwen2", "bailingmoe2", "llada-moe", "gpt-2"})
    void anyTextComesBack(String cut) throws IOException {
        List<String> texts = List.of(
                "👩‍👩‍👧‍👦 family, 🏳️‍🌈 flag, 👍🏽 skin, 🇩🇪",
                "e\u0301 a\u0308\u0323 \u1E69 n\u0303 ὠ\u0345",
                "日本語のテキスト、中文字符。한국어",
                "שלום עולם مرحبا بالعالم \u202Emixed\u202C",
                " \t\n\r\n  \u00A0\u2003\u3000 \n\n ",
                "0123456789 ٠١٢٣ ४५६ ½ Ⅷ",
                "it's WE'LL they've I'M a'B 'x",
                "\u0000\u0001\u007F\u0080\uFFFD\uFEFF\uFFFF",
                "𝔘𝔫𝔦 \uDBFF\uDFFF end");
        try (Tokenizer tokenizer =
                Tokenizer.of(Path.of("x.gguf"), vocabulary(cut).json())) {
            for (String text : texts) {
                String expected = cut.equals("qwen2") ? Normalizer.normalize(text, Normalizer.Form.NFC) : text;
                assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(expected);
            }
        }
    }

    /// The text of a special token is that token, wherever it stands.
    @Test
    void specialTokensAreFoundInsideWords() throws IOException {
        assertThat(pieces("llama-bpe", "hell<|x|>hell<|x|><|x|> hell")).isEqualTo("hell|<|x|>|hell|<|x|>|<|x|>|Ġhell");
        assertThat(pieces("qwen2", "<|x<|x|>|>")).isEqualTo("<|||x|<|x|>|||>");
    }

    @Test
    void whatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> vocabulary("tekken-2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "bad vocabulary: text is cut by the rule 'tekken-2', which is not known (bailingmoe,");
        assertThatThrownBy(() -> new BpeVocabulary(List.of("a"), List.of(), List.of(), "qwen2"))
                .hasMessage("bad vocabulary: 1 tokens of 0 types");
    }

    @Test
    void mergesOfTokensThatAreNotThereAreNoTokenizer() {
        BpeVocabulary broken = new BpeVocabulary(List.of("a"), List.of(1L), List.of("a b"), "qwen2");

        assertThatThrownBy(() -> Tokenizer.of(Path.of("x.gguf"), broken.json()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("x.gguf: not a tokenizer: ");
    }
}
