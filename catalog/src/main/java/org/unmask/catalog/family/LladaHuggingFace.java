package org.unmask.catalog.family;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.ChatTemplate;
import org.unmask.core.model.Family;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.TensorNames;

/// LLaDA (Nie et al., arXiv 2502.09992) in files that have the keys and tensors of the `transformers` library's LLaMA.
final class LladaHuggingFace {
    /// Of LLaDA's own configuration.
    private static final double EPSILON = 1e-5;

    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "llada-hf",
                    Paradigm.DIFFUSION,
                    false,
                    TensorNames.HUGGING_FACE,
                    Optional.empty(),
                    Optional.of(ChatTemplate.headers("<|startoftext|>")),
                    "llada",
                    "diffusion:threshold=0.9"),
            List.of("llada", "llava_llada"),
            HuggingFaceKeys.PLAIN.epsilon(EPSILON));

    private LladaHuggingFace() {}
}
