package org.unmask.catalog.family;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.ChatTemplate;
import org.unmask.core.model.Family;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.TensorNames;

/// Fast-dLLM v2 (Wu et al., arXiv 2509.26328): Qwen2.5 trained further as a block-diffusion model; row `i` still
/// predicts position `i + 1`.
final class FastDllm {
    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "fast-dllm",
                    Paradigm.BLOCK_DIFFUSION,
                    true,
                    TensorNames.HUGGING_FACE,
                    Optional.empty(),
                    Optional.of(ChatTemplate.chatMl("You are a helpful assistant.")),
                    "sdar",
                    "fast-dllm-v2:threshold=0.9"),
            List.of("Fast_dLLM_Qwen"),
            HuggingFaceKeys.PLAIN.biased());

    private FastDllm() {}
}
