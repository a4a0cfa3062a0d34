package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// Models with heads as LLaMA has them, experts after the first layers and shared ones beside: what differs are norms, gates
/// and windows.
final class SharedExperts {
    /// Solar Open (Upstage, arXiv 2601.07022).
    static final FamilyFiles SOLAR = PricedKeys.family("solar-open", List.of("solar_open"), true, SharedExperts::solar);

    /// K-EXAONE (LG AI Research, arXiv 2601.01739): norms of heads, windows in three layers of four.
    static final FamilyFiles EXAONE =
            PricedKeys.family("exaone-moe", List.of("exaone_moe"), true, SharedExperts::exaone);

    /// Hunyuan 3 (Tencent, 2026): norms of heads.
    static final FamilyFiles HUNYUAN = PricedKeys.family("hunyuan3", List.of("hy_v3"), true, SharedExperts::hunyuan);

    /// Mellum 2 (JetBrains, 2026): norms of heads, windows in the layers that the file names, no shared experts.
    static final FamilyFiles MELLUM = PricedKeys.family("mellum", List.of("mellum"), true, SharedExperts::mellum);

    /// Trinity (Arcee AI, 2025): norms before and after attention and MLP and of heads, an output gate, windows in three layers
    /// of four.
    static final FamilyFiles TRINITY = PricedKeys.family("afmoe", List.of("afmoe"), true, SharedExperts::trinity);

    private SharedExperts() {}

    private static Architecture solar(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "use_qk_norm");
        Architecture model = SizeKeys.USUAL.read(config, config.count("moe_intermediate_size"));
        return model.with(DeepSeek.experts(config, true));
    }

    private static Architecture exaone(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL.with(WindowKeys.butEvery(4));
        return PricedKeys.with(sizes.read(config, sizes.intermediate(config)), false, true)
                .with(experts(config, "first_k_dense_replace", 1));
    }

    private static Architecture hunyuan(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias");
        return PricedKeys.with(SizeKeys.USUAL.read(config, SizeKeys.USUAL.intermediate(config)), false, true)
                .with(experts(config, "first_k_dense_replace", 1));
    }

    private static Architecture mellum(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias");
        config.texts("layer_types");
        return PricedKeys.with(SizeKeys.USUAL.read(config, SizeKeys.USUAL.intermediate(config)), false, true)
                .with(experts(config, "first_k_dense_replace", 0));
    }

    private static Architecture trinity(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias");
        SizeKeys sizes = SizeKeys.USUAL.with(WindowKeys.butEvery(config.count("global_attn_every_n_layers", 4)));
        Architecture model = PricedKeys.with(sizes.read(config, sizes.intermediate(config)), false, true)
                .with(experts(config, "num_dense_layers", 1));
        return model.with(model.layout().with(Layout.Norms.AROUND).with(Layout.Extra.OUTPUT_GATE, true));
    }

    private static Experts experts(Fields config, String dense, int usual) throws IOException {
        int count = MixtureKeys.count(config);
        int width = config.count("moe_intermediate_size");
        return PricedKeys.experts(
                count,
                MixtureKeys.perToken(config, count),
                width,
                (long) config.whole("num_shared_experts", 0) * width,
                DenseFirst.layers(config, dense, usual),
                true);
    }
}
