package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.BlockRouting;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Family;
import org.unmask.core.model.GgufArchitecture;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.Routing;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.Weight;
import org.unmask.input.Fields;

/// Ling 2.0 (Ling Team, arXiv 2510.22115), which LLaDA2 was made from: groups of experts, a shared one, first layers
/// without; half of each head rotates.
///
/// Ling and Ring share this type and have different chat templates, so the family has none.
final class Ling2 {
    /// Of `BailingMoeV2Config` and `LLaDA2MoeConfig`.
    private static final double ROTATED = 0.5;

    /// Of LLaDA2.2: experts that the tokens of a block have together, and tokens of a block.
    private static final String CAPACITY = "expert_capacity";

    private static final String BLOCK = "block_size";

    static final TensorNames NAMES = TensorNames.HUGGING_FACE.with(Map.of(
            Weight.EMBEDDING, "model.word_embeddings.weight",
            Weight.QUERY, "attention.query_key_value.weight",
            Weight.KEY, "attention.query_key_value.weight",
            Weight.VALUE, "attention.query_key_value.weight",
            Weight.QUERY_BIAS, "attention.query_key_value.bias",
            Weight.KEY_BIAS, "attention.query_key_value.bias",
            Weight.VALUE_BIAS, "attention.query_key_value.bias",
            Weight.QUERY_NORM, "attention.query_layernorm.weight",
            Weight.KEY_NORM, "attention.key_layernorm.weight",
            Weight.OUTPUT, "attention.dense.weight"));

    static final GgufArchitecture GGUF = GgufArchitecture.plain("bailingmoe2", RopePairing.HALF)
            .normed()
            .squared()
            .with(TensorNames.GGUF_FUSED)
            .with(new GgufArchitecture.Mixture.Stated());

    static final ConfigKeys KEYS =
            HuggingFaceKeys.PLAIN.normed().rotating(ROTATED).with(new ExpertKeys());

    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "ling2", Paradigm.AUTOREGRESSIVE, false, NAMES, Optional.of(GGUF), Optional.empty(), "plain", "ar"),
            List.of("bailing_moe_v2"),
            KEYS);

    private Ling2() {}

    private record ExpertKeys() implements MixtureKeys {
        @Override
        public Experts read(Fields config, int layers) throws IOException {
            Refusals.refuseOther(config, "score_function", "sigmoid");
            int count = config.count("num_experts");
            int intermediate = config.count("moe_intermediate_size");
            int shared = config.count("moe_shared_expert_intermediate_size", intermediate);
            long sharedIntermediate = (long) config.whole("num_shared_experts", 0) * shared;
            if (sharedIntermediate > Integer.MAX_VALUE) {
                throw config.bad("num_shared_experts", "shared experts of at most " + Integer.MAX_VALUE);
            }
            Experts experts = new Experts(
                    count,
                    MixtureKeys.perToken(config, count),
                    intermediate,
                    (int) sharedIntermediate,
                    config.whole("first_k_dense_replace", 0),
                    routing(config, count));
            return config.has(CAPACITY)
                    ? experts.with(new BlockRouting(config.count(CAPACITY), config.count(BLOCK)))
                    : experts;
        }

        private static Routing routing(Fields config, int count) throws IOException {
            int groups = config.count("n_group", 1);
            if (count % groups != 0) {
                throw config.bad("n_group", "a divisor of the " + count + " experts");
            }
            return new Routing(
                    Routing.Score.SIGMOID,
                    config.flag("norm_topk_prob", true),
                    config.positive("routed_scaling_factor", 1),
                    config.flag("moe_router_enable_expert_bias", true),
                    groups,
                    config.count("topk_group", groups));
        }

        @Override
        public void write(Experts experts, Architecture architecture, Map<String, Object> config) {
            Routing routing = experts.routing();
            config.put("num_experts", experts.count());
            config.put("moe_intermediate_size", experts.intermediate());
            config.put("num_shared_experts", experts.sharedIntermediate() > 0 ? 1 : 0);
            config.put("first_k_dense_replace", experts.denseLayers());
            config.put("score_function", "sigmoid");
            config.put("norm_topk_prob", routing.renormalised());
            config.put("routed_scaling_factor", routing.scale());
            config.put("moe_router_enable_expert_bias", routing.bias());
            config.put("n_group", routing.groups());
            config.put("topk_group", routing.groupsKept());
            if (experts.sharedIntermediate() > 0) {
                config.put("moe_shared_expert_intermediate_size", experts.sharedIntermediate());
            }
            experts.blocks().ifPresent(blocks -> {
                config.put(CAPACITY, blocks.capacity());
                config.put(BLOCK, blocks.block());
            });
        }
    }
}
