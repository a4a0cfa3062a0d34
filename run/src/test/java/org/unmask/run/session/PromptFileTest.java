package org.unmask.run.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.model.ChatTurn;

class PromptFileTest {
    @TempDir
    private Path folder;

    private Path write(String content) throws IOException {
        return Files.writeString(folder.resolve("prompts.jsonl"), content);
    }

    @Test
    void readsPromptsWithAndWithoutAnswers() throws IOException {
        List<Prompt> prompts = PromptFile.read(write(
                "{\"prompt\":\"a\\nb\",\"answer\":\"7\",\"response\":\"is 7\",\"more\":[1]}\r\n\n{\"prompt\":\"c\"}"));

        assertThat(prompts)
                .containsExactly(
                        new Prompt("a\nb", Optional.of("7"), Optional.of("is 7")),
                        new Prompt("c", Optional.empty(), Optional.empty()));
    }

    @Test
    void readsTheProblemsOfTheSmallPair() throws IOException {
        List<Prompt> prompts = PromptFile.read(Path.of("../models/tiny-math/test.jsonl"));

        assertThat(prompts)
                .hasSize(500)
                .allSatisfy(prompt -> assertThat(prompt.response().orElseThrow())
                        .endsWith("#### " + prompt.answer().orElseThrow()));
    }

    @Test
    void aConversationKeepsItsRoles() throws IOException {
        assertThat(PromptFile.read(write("{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},"
                        + "{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},"
                        + "{\"role\":\"user\",\"content\":\"c\"}],\"answer\":\"7\"}")))
                .containsExactly(new Prompt(
                        "",
                        List.of(
                                new ChatTurn(ChatTurn.Role.SYSTEM, "s"),
                                new ChatTurn(ChatTurn.Role.USER, "a"),
                                new ChatTurn(ChatTurn.Role.ASSISTANT, "b"),
                                new ChatTurn(ChatTurn.Role.USER, "c")),
                        Optional.of("7"),
                        Optional.empty()));
    }

    @Test
    void aQuestionOfGsm8kIsAskedAsItsHarnessDoes() throws IOException {
        Prompt prompt = PromptFile.read(write("{\"question\":\"1+1?\",\"answer\":\"It is <<1+1=2>>2.\\n#### 2\"}"))
                .getFirst();

        assertThat(prompt.prompt()).isEqualTo("Question: 1+1?\nAnswer:");
        assertThat(Scoring.of("#### 2", prompt.answer().orElseThrow())).isEqualTo(new Scoring(true, true));
    }

    @Test
    void codeOfHumanEvalIsNotScored() throws IOException {
        assertThat(
                        PromptFile.read(
                                write(
                                        "{\"task_id\":\"HumanEval/0\",\"prompt\":\"def f():\\n\",\"entry_point\":\"f\","
                                                + "\"canonical_solution\":\"  return 1\\n\",\"test\":\"assert f() == 1\",\"answer\":\"x\"}")))
                .containsExactly(new Prompt("def f():\n", Optional.empty(), Optional.of("  return 1\n")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"question\":\"1+1?\",\"answer\":2} | 2",
                "{\"question\":\"1+1?\",\"answer\":\"2\"} | 2",
                "{\"prompt\":\"1/4?\",\"answer\":0.25} | 0.25",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"-7?\"}],\"answer\":-7} | -7",
            })
    void anAnswerMayBeANumber(String line, String answer) throws IOException {
        Prompt prompt = PromptFile.read(write("\uFEFF" + line)).getFirst();

        assertThat(prompt.answer()).contains(answer);
        assertThat(Scoring.of("#### " + answer, answer)).isEqualTo(new Scoring(true, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"messages\":[]} | :2: messages: []; expected turns of which the last is the user's",
                "{\"messages\":\"hi\"} | :2: messages: \"hi\"; expected a list of objects",
                "{\"messages\":[\"hi\"]} | :2: messages: [\"hi\"]; expected a list of objects",
                "{\"messages\":[{\"role\":\"user\"}]} | :2: messages[0].content: missing; expected a text",
                "{\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]} | :2: messages[0].role: tool; expected system, user or",
                "{\"messages\":[{\"role\":\"system\",\"content\":\"x\"}]} | :2: messages: [{\"role\":\"system\",\"content\":\"x\"}]; expected turns of which",
                "{\"prompt\":\"a\",\"question\":\"b\"} | :2: prompt and question: expected only one of them",
                "{\"question\":\"b\"} | :2: answer: missing; expected a text or a number",
                "{\"question\":\"b\",\"answer\":\"7 or 8\"} | :2: answer: \"7 or 8\"; expected a number, or a text with one",
                "{\"prompt\":\"a\"} {} | :2: byte ",
                "{\"prompt\":\"a\",\"prompt\":\"b\"} | :2: byte 22: malformed JSON: ",
                "{\"prompt\": | :2: byte 10: malformed JSON: ",
                "[] | :2: byte 0: expected a JSON object",
                "{\"text\":\"a\"} | :2: prompt: missing; expected a text",
                "{\"prompt\":7} | :2: prompt: 7; expected a text",
                "{\"prompt\":\"a\",\"answer\":[7]} | :2: answer: [7]; expected a text",
            })
    void aBadLineIsNamed(String line, String message) throws IOException {
        Path file = write("{\"prompt\":\"fine\"}\n" + line + "\n");

        assertThatThrownBy(() -> PromptFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void whatIsNoPromptFileIsSaidSo() throws IOException {
        Path file = folder.resolve("prompts.jsonl");
        assertThatThrownBy(() -> PromptFile.read(file)).hasMessage(file + ": no such file");
        write("\n \n");
        assertThatThrownBy(() -> PromptFile.read(file)).hasMessageStartingWith(file + ": no prompts");
        Files.write(file, new byte[] {'{', '}', '\n', (byte) 0xFF, (byte) 0xFE});
        assertThatThrownBy(() -> PromptFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("prompts.jsonl");
        assertThatThrownBy(() -> PromptFile.read(folder)).hasMessage(folder + ": not a regular file");
    }
}
