package org.unmask.catalog.family;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.Family;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.TensorNames;

/// The mixtures of experts of SDAR (Cheng et al., arXiv 2510.06303): Qwen3's trained further as block-diffusion models.
final class SdarMoe {
    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "sdar-moe",
                    Paradigm.BLOCK_DIFFUSION,
                    false,
                    TensorNames.HUGGING_FACE,
                    Optional.empty(),
                    Optional.of(Qwen3.CHAT),
                    "sdar",
                    "block-diffusion:threshold=0.9"),
            List.of("sdar_moe"),
            Qwen3Moe.KEYS);

    private SdarMoe() {}
}
