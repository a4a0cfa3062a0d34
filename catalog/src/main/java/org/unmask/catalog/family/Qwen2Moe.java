package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// Qwen1.5-MoE and Qwen2-57B-A14B (Qwen Team, arXiv 2407.10671): experts beside a shared one with a gate.
final class Qwen2Moe {
    static final FamilyFiles FILES = PricedKeys.family("qwen2-moe", List.of("qwen2_moe"), true, Qwen2Moe::read);

    private Qwen2Moe() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL;
        PricedKeys.refuse(config, "use_sliding_window");
        if (!config.numbers("mlp_only_layers", Integer.MAX_VALUE).isEmpty()) {
            throw config.bad("mlp_only_layers", "no layers; others are not priced");
        }
        int count = config.count("num_experts");
        Architecture model = PricedKeys.with(
                        sizes.read(config, sizes.intermediate(config)), config.flag("qkv_bias", true), false)
                .with(PricedKeys.experts(
                        count,
                        MixtureKeys.perToken(config, count),
                        config.count("moe_intermediate_size"),
                        config.count("shared_expert_intermediate_size"),
                        0,
                        false));
        return model.with(model.layout()
                .with(Layout.Extra.SHARED_GATE, true)
                .withExpertsEvery(config.count("decoder_sparse_step", 1)));
    }
}
