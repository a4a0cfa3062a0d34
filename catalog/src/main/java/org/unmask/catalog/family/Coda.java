package org.unmask.catalog.family;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.Family;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.TensorNames;

/// CoDA (Salesforce AI Research, arXiv 2510.03270): Qwen3 trained further as a diffusion model, so row `i` still predicts
/// position `i + 1`.
final class Coda {
    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "coda",
                    Paradigm.DIFFUSION,
                    true,
                    TensorNames.HUGGING_FACE,
                    Optional.empty(),
                    Optional.empty(),
                    "dream",
                    "diffusion:threshold=0.9"),
            List.of("CoDA"),
            HuggingFaceKeys.PLAIN.normed());

    private Coda() {}
}
