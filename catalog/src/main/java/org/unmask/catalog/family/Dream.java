package org.unmask.catalog.family;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.ChatTemplate;
import org.unmask.core.model.Family;
import org.unmask.core.model.GgufArchitecture;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.TensorNames;

/// Dream (Ye et al., arXiv 2508.15487): Qwen2.5 trained further as a diffusion model, so row `i` still predicts
/// position `i + 1`.
final class Dream {
    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "dream",
                    Paradigm.DIFFUSION,
                    true,
                    TensorNames.HUGGING_FACE,
                    Optional.of(
                            GgufArchitecture.plain("dream", RopePairing.HALF).biased()),
                    Optional.of(ChatTemplate.chatMl("You are a helpful assistant.")),
                    "dream",
                    "diffusion:threshold=0.9"),
            List.of("Dream"),
            HuggingFaceKeys.PLAIN.biased());

    private Dream() {}
}
