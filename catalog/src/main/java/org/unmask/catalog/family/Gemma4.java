package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Family;
import org.unmask.core.model.Layout;
import org.unmask.core.model.OnDevice;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.TensorNames;
import org.unmask.core.model.WideHeads;
import org.unmask.core.model.Window;
import org.unmask.input.Fields;

/// Gemma 4 (Google, 2026) and DiffusionGemma, which is made from it: as Gemma 3, with other heads in the layers that see
/// all keys, whose values are their keys; mixtures have the plain MLP beside the experts. Models for small devices (E2B, E4B)
/// have inputs of every layer, and last layers without keys and values.
final class Gemma4 {
    static final FamilyFiles FILES = PricedKeys.family(
            "gemma4", List.of("gemma4_text", "gemma4", "gemma4_unified_text", "gemma4_unified"), false, Gemma4::dense);

    /// With experts.
    static final FamilyFiles MIXTURES =
            PricedKeys.family("gemma4-moe", List.of("gemma4_text", "gemma4"), true, Gemma4::mixture);

    /// Denoises canvases. An MLP like those of its layers takes up what the pass before expected.
    static final FamilyFiles DIFFUSION = new FamilyFiles(
            new Family(
                    "diffusion-gemma",
                    Paradigm.BLOCK_DIFFUSION,
                    false,
                    TensorNames.HUGGING_FACE,
                    Optional.empty(),
                    Optional.empty(),
                    "plain",
                    "diffusion-gemma:steps=16"),
            List.of("diffusion_gemma_text", "diffusion_gemma"),
            new PricedKeys(true, Gemma4::diffusion));

    private static final String KEYS_AS_VALUES = "attention_k_eq_v";
    private static final String EXPERTS = "enable_moe_block";
    private static final String PER_TOKEN = "top_k_experts";
    private static final String LAYERS = "per_layer_config";
    private static final String SHARING = "num_kv_shared_layers";
    private static final String INPUTS = "hidden_size_per_layer_input";
    private static final String WIDE_MLPS = "use_double_wide_mlp";

    private Gemma4() {}

    private static Architecture dense(Fields config) throws IOException {
        if (config.flag(EXPERTS, false)) {
            throw config.bad(EXPERTS, "false, as the file has no num_experts");
        }
        return small(config, layers(config, config.flag(KEYS_AS_VALUES, false)));
    }

    private static Architecture mixture(Fields config) throws IOException {
        if (!config.flag(EXPERTS, false)) {
            throw config.bad(EXPERTS, "true, as the file has num_experts");
        }
        return small(config, layers(config, config.flag(KEYS_AS_VALUES, false))).with(experts(config));
    }

    private static Architecture diffusion(Fields config) throws IOException {
        PricedKeys.refuse(config, SHARING, INPUTS, WIDE_MLPS);
        Architecture model = layers(config, true).with(experts(config));
        return model.with(model.layout().conditioned(model.intermediate()));
    }

    private static Experts experts(Fields config) throws IOException {
        int count = config.count("num_experts");
        int perToken = config.count(PER_TOKEN);
        if (perToken > count) {
            throw config.bad(PER_TOKEN, "at most the " + count + " experts");
        }
        return PricedKeys.experts(count, perToken, config.count("moe_intermediate_size"), 0, 0, false);
    }

    private static Architecture layers(Fields config, boolean keysAsValues) throws IOException {
        Refusals.refuseTrue(config, "attention_bias");
        SizeKeys sizes = SizeKeys.USUAL.tied(true).with(WindowKeys.butEvery(6));
        Architecture model = PricedKeys.with(lastSeesAll(sizes.read(config, sizes.intermediate(config))), false, true);
        Layout layout = model.layout()
                .with(Layout.Norms.AROUND)
                .with(Layout.Extra.VALUE_NORM, true)
                .with(Layout.Extra.MLP_BESIDE_EXPERTS, true)
                .with(wide(config, model, keysAsValues));
        return model.with(layout);
    }

    /// The last layer sees all keys, whatever a file says.
    private static Architecture lastSeesAll(Architecture model) {
        int last = model.layers() - 1;
        if (model.window(last) == 0) {
            return model;
        }
        Set<Integer> full = IntStream.rangeClosed(0, last)
                .filter(layer -> layer == last || model.window(layer) == 0)
                .boxed()
                .collect(Collectors.toSet());
        return model.with(new Window(model.window().orElseThrow().tokens(), 0, full));
    }

    private static Architecture small(Fields config, Architecture model) throws IOException {
        int sharing = config.whole(SHARING, 0);
        int inputs = config.whole(INPUTS, 0);
        if (sharing == 0 && inputs == 0) {
            return model;
        }
        if (sharing >= model.layers()) {
            throw config.bad(SHARING, "fewer than the " + model.layers() + " layers");
        }
        int rows = inputs == 0 ? 0 : config.count("vocab_size_per_layer_input", model.vocabulary());
        return model.with(model.layout().with(new OnDevice(sharing, config.flag(WIDE_MLPS, false), inputs, rows)));
    }

    /// Heads of the layers that see all keys. Files that the library has written anew say them layer by layer.
    private static WideHeads wide(Fields config, Architecture model, boolean keysAsValues) throws IOException {
        Fields heads = config;
        String headDim = "global_head_dim";
        String keyValueHeads = "num_global_key_value_heads";
        if (config.has(LAYERS)) {
            heads = named(config);
            headDim = "head_dim";
            keyValueHeads = "num_key_value_heads";
        }
        int elements = heads.count(headDim, model.headDim());
        int number = keysAsValues ? heads.count(keyValueHeads, model.keyValueHeads()) : model.keyValueHeads();
        return new WideHeads(number, elements, rotated(config, elements), keysAsValues);
    }

    private static Fields named(Fields config) throws IOException {
        Fields layers = config.object(LAYERS);
        List<String> names = layers.keys();
        if (names.stream().map(layers::node).distinct().count() != 1) {
            throw config.bad(LAYERS, "the same heads in all layers it names");
        }
        return layers.object(names.getFirst());
    }

    /// Elements of a head that rotate in layers that see all keys.
    private static int rotated(Fields config, int headDim) throws IOException {
        double part = 0.25;
        String key = "rope_parameters";
        if (config.has(key) && config.object(key).has("full_attention")) {
            part = config.object(key).object("full_attention").positive("partial_rotary_factor", 1);
        }
        return 2 * (int) Math.max(1, Math.min(headDim, headDim * part) / 2);
    }
}
