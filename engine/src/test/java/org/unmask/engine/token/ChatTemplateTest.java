package org.unmask.engine.token;

import static org.assertj.core.api.Assertions.assertThat;

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
}
