package org.unmask.catalog.family;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.ChatTemplate;
import org.unmask.core.model.Family;
import org.unmask.core.model.GgufArchitecture;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.TensorNames;

/// LLaMA 3 (Llama Team, arXiv 2407.21783), and all models stored like it.
///
/// The chat template is LLaMA 3's; the block with dates that 3.1 and later put before the question is left out. Models
/// that share the type but not the template (LLaMA 2, TinyLlama) lack its markers.
final class Llama {
    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "llama",
                    Paradigm.AUTOREGRESSIVE,
                    false,
                    TensorNames.HUGGING_FACE,
                    Optional.of(GgufArchitecture.plain("llama", RopePairing.INTERLEAVED)),
                    Optional.of(ChatTemplate.headers("<|begin_of_text|>")),
                    "plain",
                    "ar"),
            List.of("llama", "llava_llama"),
            HuggingFaceKeys.PLAIN);

    private Llama() {}
}
