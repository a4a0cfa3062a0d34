package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// Gemma 3 (Gemma Team, arXiv 2503.19786): as Gemma 2, with norms of heads, and windows in five layers of six. Files leave out what
/// `Gemma3TextConfig` has.
final class Gemma3 {
    static final FamilyFiles FILES = PricedKeys.family("gemma3", List.of("gemma3_text", "gemma3"), false, Gemma3::read);

    private Gemma3() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "use_bidirectional_attention");
        SizeKeys sizes = SizeKeys.USUAL
                .tied(true)
                .with(WindowKeys.butEvery(6))
                .with(Map.of(
                        "head_dim", 256,
                        "num_attention_heads", 8,
                        "num_key_value_heads", 4,
                        "vocab_size", 262_208));
        Architecture model = sizes.read(config, sizes.intermediate(config));
        return PricedKeys.with(PricedKeys.with(model, false, true), Layout.Norms.AROUND);
    }
}
