package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.core.model.Window;
import org.unmask.input.Fields;

/// LLaMA 4 (Meta, 2025): experts beside a shared one, in some layers or all; queries and keys are normed without weights. Three layers of
/// four see a chunk of the text, which is priced as a window as long.
final class Llama4 {
    static final FamilyFiles FILES = PricedKeys.family("llama4", List.of("llama4_text"), true, Llama4::read);

    private Llama4() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.with(WindowKeys.OTHERS).with(Map.of("head_dim", 128));
        int width = sizes.intermediate(config);
        int count = config.count("num_local_experts");
        Architecture model = sizes.read(config, config.count("intermediate_size_mlp"))
                .with(PricedKeys.experts(count, MixtureKeys.perToken(config, count), width, width, 0, false));
        Architecture mixed = model.with(model.layout().withExpertsEvery(config.count("interleave_moe_layer_step", 1)));
        Architecture normed =
                config.flag("use_qk_norm", true) ? PricedKeys.with(mixed, Layout.HeadNorms.WEIGHTLESS) : mixed;
        return config.has("attention_chunk_size")
                ? normed.with(new Window(config.count("attention_chunk_size"), 4))
                : normed;
    }
}
