package org.unmask.catalog.family;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.Family;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.TensorNames;

/// Models of Qwen2.5 that `dllm` trained further as diffusion models; causal masks are gone, sizes are the same.
final class A2dQwen2 {
    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "a2d-qwen2",
                    Paradigm.DIFFUSION,
                    false,
                    TensorNames.HUGGING_FACE,
                    Optional.empty(),
                    Optional.empty(),
                    "llada",
                    "diffusion:threshold=0.9"),
            List.of("a2d-qwen2"),
            HuggingFaceKeys.PLAIN.biased());

    private A2dQwen2() {}
}
