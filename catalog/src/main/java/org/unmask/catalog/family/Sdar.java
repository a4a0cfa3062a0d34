package org.unmask.catalog.family;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.Family;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.TensorNames;

/// SDAR (Cheng et al., arXiv 2510.06303): Qwen3 trained further as a block-diffusion model.
final class Sdar {
    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "sdar",
                    Paradigm.BLOCK_DIFFUSION,
                    false,
                    TensorNames.HUGGING_FACE,
                    Optional.empty(),
                    Optional.of(Qwen3.CHAT),
                    "sdar",
                    "block-diffusion:threshold=0.9"),
            List.of("sdar"),
            HuggingFaceKeys.PLAIN.normed());

    private Sdar() {}
}
