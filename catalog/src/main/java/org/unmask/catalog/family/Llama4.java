package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.core.model.Window;
import org.unmask.input.Fields;

/// LLaMA 4 (Meta, 2025): experts beside a shared one, in some layers or all; queries and keys are normed without weights. Three layers of
/// four see a chunk of the text, which is priced as a window as long.
final class Llama4 {
    static final FamilyFiles FILES = PricedKeys.family("llama4", List.of("llama4_text"), true, Llama4::read);

    /// Layers of which the last sees the whole text.
    private static final int CHUNKED = 4;

    private Llama4() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias");
        SizeKeys sizes = SizeKeys.USUAL.with(WindowKeys.OTHERS).with(Map.of("head_dim", 128));
        int width = sizes.intermediate(config);
        int count = config.count("num_local_experts");
        Architecture model = sizes.read(config, config.count("intermediate_size_mlp"))
                .with(PricedKeys.experts(count, MixtureKeys.perToken(config, count), width, width, 0, false));
        Architecture mixed = model.with(model.layout().withExpertsEvery(every(config, model.layers())));
        Architecture normed =
                config.flag("use_qk_norm", true) ? PricedKeys.with(mixed, Layout.HeadNorms.WEIGHTLESS) : mixed;
        if (!config.has("attention_chunk_size")) {
            return normed;
        }
        checkChunks(config, model.layers());
        return normed.with(new Window(config.count("attention_chunk_size"), CHUNKED));
    }

    /// Layers that see the whole text are those without a rotation, which files say in three ways.
    private static void checkChunks(Fields config, int layers) throws IOException {
        if (config.count("no_rope_layer_interval", CHUNKED) != CHUNKED) {
            throw config.bad("no_rope_layer_interval", CHUNKED + "; others are not priced");
        }
        List<Integer> rotating = IntStream.rangeClosed(1, layers)
                .mapToObj(layer -> layer % CHUNKED == 0 ? 0 : 1)
                .toList();
        String listed = "no_rope_layers";
        boolean said = config.has(listed) && !config.numbers(listed, 1).isEmpty();
        if (said && !config.numbers(listed, 1).equals(rotating)) {
            throw config.bad(listed, "0 for every " + CHUNKED + ". layer and 1 for the others");
        }
        List<String> kinds = rotating.stream()
                .map(rotates -> rotates == 1 ? "chunked_attention" : "full_attention")
                .toList();
        if (config.has("layer_types") && !config.texts("layer_types").equals(kinds)) {
            throw config.bad("layer_types", "full_attention for every " + CHUNKED + ". layer, else chunked_attention");
        }
    }

    /// Distance of the layers with experts, the last of each step.
    private static int every(Fields config, int layers) throws IOException {
        int every = config.count("interleave_moe_layer_step", 1);
        String listed = "moe_layers";
        List<Integer> last = IntStream.range(0, layers)
                .filter(layer -> (layer + 1) % every == 0)
                .boxed()
                .toList();
        if (config.has(listed) && !config.numbers(listed, layers - 1).equals(last)) {
            throw config.bad(listed, "every " + every + ". layer, as interleave_moe_layer_step says");
        }
        return every;
    }
}
