package org.unmask.catalog.family;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.unmask.core.model.Family;
import org.unmask.core.model.GgufArchitecture;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.TensorNames;

/// Mistral 7B (Jiang et al., arXiv 2310.06825): LLaMA with a sliding window.
///
/// Its versions put other blanks around `[INST]` and have other tokens for it, so there is no chat template they share.
final class Mistral {
    /// Of `MistralConfig`, where a file does not mention the window.
    private static final int WINDOW = 4096;

    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "mistral",
                    Paradigm.AUTOREGRESSIVE,
                    false,
                    TensorNames.HUGGING_FACE,
                    Optional.of(GgufArchitecture.plain("llama", RopePairing.INTERLEAVED)),
                    Optional.empty(),
                    "plain",
                    "ar"),
            List.of("mistral", "ministral3", "ministral", "llava_mistral"),
            HuggingFaceKeys.PLAIN.with(WindowKeys.always(OptionalInt.of(WINDOW))));

    private Mistral() {}
}
