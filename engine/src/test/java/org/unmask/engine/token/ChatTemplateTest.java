package org.unmask.engine.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
    @Test
    void headersStandAroundEveryTurn() {
        assertThat(ChatTemplate.LLAMA3.prompt(" Hi\n"))
                .isEqualTo("<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n Hi\n<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
        assertThat(ChatTemplate.LLADA.prompt(" Hi\n"))
                .isEqualTo("<|startoftext|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
        assertThat(ChatTemplate.LLADA.markers())
                .containsExactly("<|startoftext|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>");
    }

    @Test
    void chatMlDiffersByItsSystemTurn() {
        String user = "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n";

        assertThat(ChatTemplate.QWEN3.prompt("Hi")).isEqualTo(user);
        assertThat(ChatTemplate.DREAM.prompt("Hi"))
                .isEqualTo("<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n" + user);
        assertThat(ChatTemplate.QWEN2.prompt("Hi"))
                .isEqualTo("<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant."
                        + "<|im_end|>\n" + user);
        assertThat(ChatTemplate.DREAM.markers()).containsExactly("<|im_start|>", "<|im_end|>");
    }

    private static ChatTurn turn(ChatTurn.Role role, String text) {
        return new ChatTurn(role, text);
    }

    private static final List<ChatTurn> CONVERSATION = List.of(
            turn(ChatTurn.Role.SYSTEM, "Be brief."),
            turn(ChatTurn.Role.USER, "Hi"),
            turn(ChatTurn.Role.ASSISTANT, "<think>\nhm\n</think>\n\nHello"),
            turn(ChatTurn.Role.USER, "Bye"));

    @Test
    void aConversationKeepsItsTurnsAndItsOwnSystemTurn() {
        assertThat(ChatTemplate.QWEN2.prompt(CONVERSATION)).isEqualTo("""
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
        assertThat(ChatTemplate.QWEN3.prompt(CONVERSATION))
                .contains("<|im_start|>assistant\nHello<|im_end|>\n")
                .doesNotContain("hm");
        assertThat(ChatTemplate.LLADA.prompt(CONVERSATION.subList(0, 2)))
                .isEqualTo("<|startoftext|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
                        + "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    }

    @Test
    void aConversationThatLeavesNothingToAnswerIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChatTemplate.QWEN3.prompt(CONVERSATION.subList(0, 3)))
                .withMessageContaining("the last of 3 turns must be the user's");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChatTemplate.QWEN3.prompt(
                        List.of(CONVERSATION.get(1), CONVERSATION.get(0), CONVERSATION.get(3))))
                .withMessageContaining("a system turn can only be the first");
        assertThatIllegalArgumentException().isThrownBy(() -> ChatTemplate.QWEN3.prompt(List.of()));
    }
}
