package org.unmask.catalog.family;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.ChatTemplate;
import org.unmask.core.model.Family;
import org.unmask.core.model.GgufArchitecture;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.TensorNames;

/// Qwen2.5 (Qwen Team, arXiv 2412.15115), and Qwen2: queries, keys and values have biases.
final class Qwen2 {
    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "qwen2",
                    Paradigm.AUTOREGRESSIVE,
                    false,
                    TensorNames.HUGGING_FACE,
                    Optional.of(
                            GgufArchitecture.plain("qwen2", RopePairing.HALF).biased()),
                    Optional.of(ChatTemplate.chatMl(
                            "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.")),
                    "plain",
                    "ar"),
            List.of(
                    "qwen2",
                    "qwen2_vl",
                    "qwen2_vl_text",
                    "qwen2_5_vl",
                    "qwen2_5_vl_text",
                    "qwen2_5_omni_text",
                    "llava_qwen"),
            HuggingFaceKeys.PLAIN.biased());

    private Qwen2() {}
}
