package org.unmask.catalog.family;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.ChatTemplate;
import org.unmask.core.model.Family;
import org.unmask.core.model.GgufArchitecture;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.TensorNames;

/// Qwen3 (Qwen Team, arXiv 2505.09388): each head of queries and keys is normed, no biases.
///
/// Its chat template has no system turn; whether to think first is left to the model.
final class Qwen3 {
    /// Also of the mixture of experts, and of SDAR, which was made from Qwen3.
    static final ChatTemplate CHAT = ChatTemplate.chatMl().with(ChatTemplate.Content.WITHOUT_THOUGHTS);

    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "qwen3",
                    Paradigm.AUTOREGRESSIVE,
                    false,
                    TensorNames.HUGGING_FACE,
                    Optional.of(
                            GgufArchitecture.plain("qwen3", RopePairing.HALF).normed()),
                    Optional.of(CHAT),
                    "plain",
                    "ar"),
            List.of("qwen3", "qwen3_vl_text"),
            HuggingFaceKeys.PLAIN.normed());

    private Qwen3() {}
}
