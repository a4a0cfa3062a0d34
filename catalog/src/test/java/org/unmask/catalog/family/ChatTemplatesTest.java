package org.unmask.catalog.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.unmask.core.model.ChatTemplate;
import org.unmask.core.model.ChatTurn;

/// The chat templates of the families, against the published ones.
class ChatTemplatesTest {
    private static final List<ChatTurn> CONVERSATION = List.of(
            turn(ChatTurn.Role.SYSTEM, "Be brief."),
            turn(ChatTurn.Role.USER, "Hi"),
            turn(ChatTurn.Role.ASSISTANT, "<think>\nhm\n</think>\n\nHello"),
            turn(ChatTurn.Role.USER, "Bye"));

    private static ChatTurn turn(ChatTurn.Role role, String text) {
        return new ChatTurn(role, text);
    }

    private static ChatTemplate of(String family) {
        return Families.named(family).family().chatTemplate().orElseThrow();
    }

    @Test
    void headersStandAroundEveryTurnWhichIsTrimmed() {
        assertThat(of("llama").prompt(" Hi\n"))
                .isEqualTo("<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
        assertThat(of("llada").prompt(" Hi\n"))
                .isEqualTo("<|startoftext|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
        assertThat(of("llada").markers())
                .containsExactly("<|startoftext|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>");
    }

    @Test
    void chatMlDiffersByItsSystemTurn() {
        String user = "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n";

        for (String family : List.of("qwen3", "qwen3-moe", "sdar")) {
            assertThat(of(family).prompt("Hi")).isEqualTo(user);
        }
        for (String family : List.of("dream", "fast-dllm")) {
            assertThat(of(family).prompt("Hi"))
                    .isEqualTo("<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n" + user);
        }
        assertThat(of("qwen2").prompt("Hi"))
                .isEqualTo("<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant."
                        + "<|im_end|>\n" + user);
        assertThat(of("dream").markers()).containsExactly("<|im_start|>", "<|im_end|>");
    }

    @Test
    void llada2IsAskedNotToThink() {
        assertThat(of("llada2").prompt("Hi"))
                .isEqualTo("<role>SYSTEM</role>detailed thinking off<|role_end|><role>HUMAN</role>Hi<|role_end|>"
                        + "<role>ASSISTANT</role>");
    }

    @Test
    void familiesWhoseModelsDifferHaveNone() {
        assertThat(List.of("mistral", "mixtral", "llada-moe", "ling2"))
                .allSatisfy(family -> assertThat(Families.named(family).family().chatTemplate())
                        .isEmpty());
    }

    @Test
    void aConversationKeepsItsTurnsAndItsOwnSystemTurn() {
        assertThat(of("qwen2").prompt(CONVERSATION)).isEqualTo("""
                        <|im_start|>system
                        Be brief.<|im_end|>
                        <|im_start|>user
                        Hi<|im_end|>
                        <|im_start|>assistant
                        <think>
                        hm
                        </think>

                        Hello<|im_end|>
                        <|im_start|>user
                        Bye<|im_end|>
                        <|im_start|>assistant
                        """);
        assertThat(of("qwen3").prompt(CONVERSATION))
                .contains("<|im_start|>assistant\nHello<|im_end|>\n")
                .doesNotContain("hm");
        assertThat(of("llada").prompt(CONVERSATION.subList(0, 2)))
                .isEqualTo("<|startoftext|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
                        + "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
        assertThat(of("llada2").prompt(CONVERSATION.subList(0, 2)))
                .isEqualTo("<role>SYSTEM</role>Be brief.<|role_end|><role>HUMAN</role>Hi<|role_end|>"
                        + "<role>ASSISTANT</role>");
    }

    @Test
    void aConversationThatLeavesNothingToAnswerIsRefused() {
        ChatTemplate template = of("qwen3");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> template.prompt(CONVERSATION.subList(0, 3)))
                .withMessageContaining("the last of 3 turns must be the user's");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> template.prompt(List.of(CONVERSATION.get(1), CONVERSATION.get(0), CONVERSATION.get(3))))
                .withMessageContaining("a system turn can only be the first");
        assertThatIllegalArgumentException().isThrownBy(() -> template.prompt(List.of()));
    }
}
