package org.unmask.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the files beside a `config.json` add to it.
class CompanionFilesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void config() throws IOException {
        write("config.json", """
                {"model_type": "Dream", "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4,
                 "num_key_value_heads": 2, "intermediate_size": 96, "vocab_size": 300, "eos_token_id": 7,
                 "max_position_embeddings": 128}""");
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    private CatalogModel read() throws IOException {
        return new Catalog(folder, folder).model(folder.toString());
    }

    @Test
    void withoutThemTheConfigurationAloneIsKnown() throws IOException {
        assertThat(read().model().endTokens()).containsExactly(7);
        assertThat(read().specials()).isEqualTo(SpecialTokens.NONE);
        assertThat(read().model().maskToken()).isEmpty();
        assertThat(read().positions()).hasValue(128);
    }

    @Test
    void generationDefaultsGiveEndAndMaskTokens() throws IOException {
        write("generation_config.json", """
                {"eos_token_id": [7, 9], "mask_token_id": 299, "do_sample": true, "temperature": 0.6, "top_k": 20,
                 "top_p": 0.95, "transformers_version": "4.51.0"}""");

        assertThat(read().model().endTokens()).containsExactly(7, 9);
        assertThat(read().model().maskToken()).hasValue(299);
    }

    @Test
    void specialTokensAreNumberedByTheFile() throws IOException {
        write("tokenizer_config.json", """
                {"added_tokens_decoder": {"5": {"content": "<s>", "special": true}, "299": {"content": "<|mask|>"}},
                 "bos_token": {"content": "<s>", "lstrip": false}, "mask_token": "<|mask|>", "eos_token": "</s>",
                 "pad_token": null, "add_bos_token": true}""");
        SpecialTokens specials = read().specials();

        assertThat(specials.begin()).hasValue(5);
        assertThat(specials.mask()).hasValue(299);
        assertThat(specials.end()).as("no number is known").isEmpty();
        assertThat(specials.addsBegin()).contains(true);
        assertThat(read().model().maskToken()).hasValue(299);
    }

    /// As `transformers` writes them from version 5 on: the table of added tokens is that of the tokenizer alone.
    @Test
    void specialTokensAreNumberedByTheTokenizer() throws IOException {
        write(
                "tokenizer_config.json",
                "{\"bos_token\": \"<s>\", \"mask_token\": \"<|mask|>\", \"eos_token\": \"</s>\"}");
        write("tokenizer.json", """
                {"version": "1.0", "truncation": null, "added_tokens": [{"id": 5, "content": "<s>", "special": true},
                 {"id": 298, "content": "<|mask|>", "lstrip": false}, {"id": 900, "content": "</s>"}],
                 "normalizer": null, "model": {""");

        assertThat(read().specials().begin()).hasValue(5);
        assertThat(read().model().maskToken()).hasValue(298);
        assertThat(read().specials().end()).as("no token of this vocabulary").isEmpty();
    }

    @Test
    void specialTokensAreNumberedByFilesOfOlderTools() throws IOException {
        write("special_tokens_map.json", """
                {"mask_token": {"content": "<|mask|>", "single_word": false}, "bos_token": null,
                 "additional_special_tokens": ["<|x|>"]}""");
        write("added_tokens.json", "{\"<|mask|>\": 297, \"<|x|>\": 298}");

        assertThat(read().model().maskToken()).hasValue(297);
        assertThat(read().specials().begin()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generation_config.json | {\"eos_token_id\": 300} | eos_token_id: 300; expected a whole number from 0 to 299",
                "generation_config.json | [] | byte 0: expected a JSON object",
                "tokenizer_config.json | {\"add_bos_token\": \"yes\"} | add_bos_token: \"yes\"; expected true or false",
                "tokenizer_config.json | {\"bos_token\": 5} | bos_token: 5; expected a text",
                "tokenizer_config.json | {\"bos_token\": \"a\", \"added_tokens_decoder\": {\"x\": {\"content\": \"a\"}}}"
                        + " | added_tokens_decoder.x: expected a key from 0 to 299",
            })
    void aBadValueIsOneLine(String file, String content, String message) throws IOException {
        write(file, content);

        assertThatThrownBy(this::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + ": ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void longerThanTrainedForIsRefused() throws IOException {
        read().checkLength(100, 28);
        assertThatThrownBy(() -> read().checkLength(100, 29))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prompt 100 and generated 29 make 129 positions; "
                        + read().model().id() + " was trained for 128: shorten the prompt or generate fewer tokens");
    }
}
