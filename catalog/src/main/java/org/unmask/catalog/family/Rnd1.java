package org.unmask.catalog.family;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.Family;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.TensorNames;

/// RND1 (Radical Numerics, 2025): a mixture of experts of Qwen3 trained further as a diffusion model, so row `i` still
/// predicts position `i + 1`.
final class Rnd1 {
    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "rnd1",
                    Paradigm.DIFFUSION,
                    true,
                    TensorNames.HUGGING_FACE,
                    Optional.empty(),
                    Optional.empty(),
                    "dream",
                    "diffusion:threshold=0.9"),
            List.of("rnd1"),
            Qwen3Moe.KEYS);

    private Rnd1() {}
}
