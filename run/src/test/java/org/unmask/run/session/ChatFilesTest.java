package org.unmask.run.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.core.model.ChatTurn;

class ChatFilesTest {
    private static final List<ChatTurn> TURNS = List.of(new ChatTurn(ChatTurn.Role.USER, "2 < 3?"));

    @TempDir
    private Path folder;

    private void write(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    /// As Python writes what clients send.
    @Test
    void aTemplateMayWriteTurnsOut() throws IOException {
        write("chat_template.jinja", "{{ messages|tojson }}");

        assertThat(ChatFiles.folder(folder).prompt(TURNS)).isEqualTo("[{\"role\": \"user\", \"content\": \"2 < 3?\"}]");
    }

    @Test
    void theTemplateOfAProcessorIsTakenWhereTheTokenizerHasNone() throws IOException {
        write("chat_template.json", "{\"chat_template\": \"P{{ messages[0].content }}\"}");
        write("tokenizer_config.json", "{\"bos_token\": \"<s>\"}");

        assertThat(ChatFiles.folder(folder).prompt(TURNS)).isEqualTo("P2 < 3?");
        assertThat(ChatFiles.folder(folder).source()).isEqualTo("chat_template.json");

        write("tokenizer_config.json", "{\"chat_template\": \"T{{ messages[0].content }}\"}");
        assertThat(ChatFiles.folder(folder).prompt(TURNS)).isEqualTo("T2 < 3?");
    }

    @Test
    void tokensThatTheTokenizersFileLeavesOutAreThoseOfTheMap() throws IOException {
        write("chat_template.jinja", "{{ bos_token }}{{ eos_token }}");
        write("tokenizer_config.json", "{\"eos_token\": \"<e>\"}");
        write("special_tokens_map.json", "{\"bos_token\": {\"content\": \"<b>\"}, \"eos_token\": \"<other>\"}");

        assertThat(ChatFiles.folder(folder).prompt(TURNS)).isEqualTo("<b><e>");
    }
}
