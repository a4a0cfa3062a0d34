package org.unmask.catalog.family;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.ChatTemplate;
import org.unmask.core.model.Family;
import org.unmask.core.model.Paradigm;

/// LLaDA2.0 (Bie et al., arXiv 2512.15745): Ling 2.0 trained further as a block-diffusion model. Its chat template asks
/// it not to think first.
final class Llada2 {
    private static final ChatTemplate CHAT = new ChatTemplate(
            "",
            Optional.of("detailed thinking off"),
            new ChatTemplate.Openings("<role>SYSTEM</role>", "<role>HUMAN</role>", "<role>ASSISTANT</role>"),
            "<|role_end|>",
            ChatTemplate.Content.WHOLE,
            List.of("<|role_end|>"));

    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "llada2",
                    Paradigm.BLOCK_DIFFUSION,
                    false,
                    Ling2.NAMES,
                    Optional.of(Ling2.GGUF),
                    Optional.of(CHAT),
                    "llada2",
                    "block-diffusion:threshold=0.9"),
            List.of("llada2_moe", "llada21_moe"),
            Ling2.KEYS);

    private Llada2() {}
}
