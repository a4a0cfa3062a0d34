package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.core.model.Places;
import org.unmask.core.model.StateSpace;
import org.unmask.input.Fields;

/// Models in which layers of Mamba-2 stand in place of attention, or beside it.
final class Hybrids {
    /// Bamba (IBM, Princeton, CMU and UIUC, 2024): attention in the layers that the file names.
    static final FamilyFiles BAMBA = PricedKeys.family("bamba", List.of("bamba"), false, Hybrids::bamba);

    /// Granite 4 (IBM, 2025): experts beside a shared MLP, or that MLP alone.
    static final FamilyFiles GRANITE =
            PricedKeys.family("granite-hybrid", List.of("granitemoehybrid"), true, Hybrids::granite);

    /// Falcon-H1 (TII, arXiv 2507.22448): attention and a state side by side in every layer.
    static final FamilyFiles FALCON = PricedKeys.family("falcon-h1", List.of("falcon_h1"), false, Hybrids::falcon);

    /// Nemotron-H, Nemotron Nano 2 and Nemotron 3 (NVIDIA, arXiv 2504.03624, 2508.14444 and 2512.20848): each layer has
    /// attention, a state, an MLP without a gate, or experts without gates beside a shared one.
    static final FamilyFiles NEMOTRON = PricedKeys.family("nemotron-h", List.of("nemotron_h"), true, Hybrids::nemotron);

    private static final Set<String> ATTENTION = Set.of("attention", "full_attention");
    private static final Set<String> STATE = Set.of("mamba", "linear_attention");
    private static final Set<String> KINDS = Set.of("attention", "full_attention", "mamba", "linear_attention");
    private static final String MLP = "mlp";
    private static final String EXPERTS = "moe";
    private static final Map<Integer, String> LETTERS =
            Map.of((int) 'M', "mamba", (int) '*', "attention", (int) '-', MLP, (int) 'E', EXPERTS);

    private Hybrids() {}

    private static Architecture bamba(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias", "mamba_proj_bias");
        SizeKeys sizes = SizeKeys.USUAL.rotating(0.5).with(WindowKeys.OTHERS);
        Architecture model = sizes.read(config, sizes.intermediate(config));
        Set<Integer> attention = config.has("layer_types")
                ? attention(config, model.layers())
                : Set.copyOf(config.numbers("attn_layer_indices", model.layers() - 1));
        return with(model, space(config, true), Places.attention(attention, model.layers()));
    }

    private static Architecture granite(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mamba_proj_bias");
        SizeKeys sizes = SizeKeys.USUAL.with(WindowKeys.OTHERS);
        boolean dense = config.whole("num_local_experts", 0) == 0;
        int shared = config.count("shared_intermediate_size");
        Architecture plain = sizes.read(config, dense ? shared : sizes.intermediate(config));
        Architecture model = dense ? plain : plain.with(GraniteMoe.experts(config));
        Set<Integer> attention = attention(config, model.layers());
        return attention.size() == model.layers()
                ? model
                : with(model, space(config, true), Places.attention(attention, model.layers()));
    }

    private static Architecture falcon(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias", "mamba_proj_bias", "projectors_bias");
        Architecture model = SizeKeys.USUAL.read(config, SizeKeys.USUAL.intermediate(config));
        StateSpace space = space(config, config.flag("mamba_rms_norm", false));
        int width = space.heads() * space.headDim();
        if (config.has("mamba_d_ssm") && config.count("mamba_d_ssm") != width) {
            throw config.bad("mamba_d_ssm", width + ", as mamba_n_heads and mamba_d_head say");
        }
        Set<Integer> all = Places.attention(Set.of(), model.layers()).states();
        return with(model, space, Places.of(all, all, model.layers()));
    }

    private static Architecture nemotron(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias", "use_bias", "mamba_proj_bias");
        List<String> kinds = pattern(config);
        if (config.has("num_hidden_layers") && config.count("num_hidden_layers") != kinds.size()) {
            throw config.bad("num_hidden_layers", kinds.size() + ", as many as the pattern names");
        }
        String older = "attention_head_dim";
        if (config.has(older) && config.has("head_dim") && config.count(older) != config.count("head_dim")) {
            throw config.bad(older, config.count("head_dim") + ", as head_dim");
        }
        Fields counted = config.withThose(Map.of("num_hidden_layers", kinds.size()));
        SizeKeys sizes = SizeKeys.USUAL.with(WindowKeys.OTHERS);
        Architecture model = sizes.read(counted, sizes.intermediate(counted));
        StateSpace space = new StateSpace(
                config.count("mamba_num_heads"),
                config.count("mamba_head_dim"),
                config.count("n_groups"),
                config.count("ssm_state_size"),
                config.count("conv_kernel", 4),
                config.flag("use_conv_bias", true),
                true);
        Places places = new Places(
                LayerKinds.layers(kinds, ATTENTION),
                LayerKinds.layers(kinds, STATE),
                LayerKinds.layers(kinds, Set.of(MLP, EXPERTS)),
                LayerKinds.layers(kinds, Set.of(MLP)));
        Architecture layered = PricedKeys.with(with(model, space, places), Layout.Extra.UNGATED, true);
        return kinds.contains(EXPERTS) ? withExperts(config, layered) : layered;
    }

    private static Architecture withExperts(Fields config, Architecture model) throws IOException {
        int count = config.count("n_routed_experts");
        Architecture mixed = model.with(PricedKeys.experts(
                count,
                MixtureKeys.perToken(config, count),
                config.count("moe_intermediate_size"),
                config.count("moe_shared_expert_intermediate_size"),
                0,
                true));
        return mixed.with(mixed.layout().withExpertInputs(config.whole("moe_latent_size", 0)));
    }

    /// What each layer of Nemotron-H has, as a list or as a letter each.
    private static List<String> pattern(Fields config) throws IOException {
        String letters = "hybrid_override_pattern";
        if (!config.has(letters)) {
            String listed = "layers_block_type";
            List<String> kinds = config.texts(listed);
            for (String kind : kinds) {
                if (!LETTERS.containsValue(kind) && !ATTENTION.contains(kind) && !STATE.contains(kind)) {
                    throw config.bad(listed, "mamba, attention, mlp and moe; layers of other kinds are not priced");
                }
            }
            return kinds;
        }
        String pattern = config.text(letters);
        if (!pattern.chars().allMatch(LETTERS::containsKey)) {
            throw config.bad(letters, "the letters M, *, - and E; layers of other kinds are not priced");
        }
        return pattern.chars().mapToObj(LETTERS::get).toList();
    }

    private static Set<Integer> attention(Fields config, int layers) throws IOException {
        return LayerKinds.layers(LayerKinds.each(config, "layer_types", layers, KINDS), ATTENTION);
    }

    private static StateSpace space(Fields config, boolean norm) throws IOException {
        return new StateSpace(
                config.count("mamba_n_heads"),
                config.count("mamba_d_head"),
                config.count("mamba_n_groups", 1),
                config.count("mamba_d_state"),
                config.count("mamba_d_conv", 4),
                config.flag("mamba_conv_bias", true),
                norm);
    }

    private static Architecture with(Architecture model, StateSpace space, Places places) {
        return model.with(model.layout().with(space, places));
    }
}
