package org.unmask.catalog.family;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.Family;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.TensorNames;

/// Models stored like LLaMA that `dllm` trained further as diffusion models; causal masks are gone, sizes are the same.
final class A2dLlama {
    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "a2d-llama",
                    Paradigm.DIFFUSION,
                    false,
                    TensorNames.HUGGING_FACE,
                    Optional.empty(),
                    Optional.empty(),
                    "llada",
                    "diffusion:threshold=0.9"),
            List.of("a2d-llama"),
            HuggingFaceKeys.PLAIN);

    private A2dLlama() {}
}
