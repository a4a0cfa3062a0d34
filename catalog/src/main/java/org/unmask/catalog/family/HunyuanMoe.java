package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// Hunyuan-A13B (Tencent, 2025): experts beside a shared one in every layer, norms of heads. Files say numbers once or for each
/// layer.
final class HunyuanMoe {
    static final FamilyFiles FILES =
            PricedKeys.family("hunyuan-moe", List.of("hunyuan_v1_moe"), true, HunyuanMoe::read);

    private HunyuanMoe() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias", "use_cla");
        if (!config.flag("use_qk_norm", true)) {
            throw config.bad("use_qk_norm", "true; models of this type have norms of heads");
        }
        if (!config.flag("use_mixed_mlp_moe", true)) {
            throw config.bad("use_mixed_mlp_moe", "true; models of this type have a shared expert");
        }
        int usual = SizeKeys.USUAL.intermediate(config);
        int width = ofAll(config, "moe_intermediate_size", usual);
        int count = ofAll(config, "num_experts", 1);
        long shared = (long) ofAll(config, "num_shared_expert", 1) * width;
        return PricedKeys.with(SizeKeys.USUAL.read(config, usual), false, true)
                .with(PricedKeys.experts(count, ofAll(config, "moe_topk", 1), width, shared, 0, false));
    }

    /// A number that holds for all layers.
    private static int ofAll(Fields config, String key, int otherwise) throws IOException {
        if (!config.isList(key)) {
            return config.count(key, otherwise);
        }
        List<Integer> each = config.numbers(key, Integer.MAX_VALUE);
        if (each.stream().distinct().count() != 1) {
            throw config.bad(key, "one number, or the same for each layer; others are not priced");
        }
        return each.getFirst();
    }
}
