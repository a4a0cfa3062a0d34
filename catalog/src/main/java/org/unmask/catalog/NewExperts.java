package org.unmask.catalog;

import java.util.stream.IntStream;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.Routing;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes what a `config.json` says of experts. What a family cannot say is left out: whoever reads the file again finds
/// another model.
final class NewExperts {
    static final String MIXTRAL = "mixtral";
    static final String LLADA2 = "llada2_moe";
    static final String BAILING = "bailing_moe_v2";
    private static final String QWEN3 = "qwen3_moe";
    private static final String LLADA_MOE = "lladamoe";

    private final ObjectNode json;
    private final Architecture architecture;

    NewExperts(ObjectNode json, Architecture architecture) {
        this.json = json;
        this.architecture = architecture;
    }

    /// The `model_type` of the family a mixture belongs to.
    static String type(Paradigm paradigm, Architecture architecture) {
        return switch (paradigm) {
            case AUTOREGRESSIVE -> {
                if (architecture.experts().orElseThrow().routing().score() == Routing.Score.SIGMOID) {
                    yield BAILING;
                }
                yield architecture.queryKeyNorm() ? QWEN3 : MIXTRAL;
            }
            case DIFFUSION -> LLADA_MOE;
            case BLOCK_DIFFUSION -> LLADA2;
        };
    }

    void add(Experts experts, String type) {
        json.put("num_experts_per_tok", experts.perToken());
        switch (type) {
            case MIXTRAL -> json.put("num_local_experts", experts.count());
            case QWEN3 -> qwen3(experts);
            case LLADA_MOE -> lladaMoe(experts);
            case LLADA2, BAILING -> bailing(experts);
            default -> throw new IllegalArgumentException("files of type " + type + " have no experts");
        }
    }

    private void qwen3(Experts experts) {
        json.put("num_experts", experts.count())
                .put("moe_intermediate_size", experts.intermediate())
                .put("norm_topk_prob", experts.routing().renormalised())
                .put("decoder_sparse_step", 1);
        ArrayNode dense = json.putArray("mlp_only_layers");
        IntStream.range(0, experts.denseLayers()).forEach(dense::add);
    }

    private void lladaMoe(Experts experts) {
        json.put("num_experts", experts.count())
                .put("expert_intermediate_size", experts.intermediate())
                .put("dense_intermediate_size", architecture.intermediate())
                .put("norm_topk_prob", experts.routing().renormalised())
                .put("qk_layernorm", architecture.queryKeyNorm());
        json.remove("intermediate_size");
        ArrayNode mixtures = json.putArray("moe_layer_freq");
        IntStream.range(0, architecture.layers()).forEach(layer -> mixtures.add(architecture.isMixture(layer) ? 1 : 0));
    }

    private void bailing(Experts experts) {
        Routing routing = experts.routing();
        json.put("num_experts", experts.count())
                .put("moe_intermediate_size", experts.intermediate())
                .put("num_shared_experts", experts.sharedIntermediate() > 0 ? 1 : 0)
                .put("first_k_dense_replace", experts.denseLayers())
                .put("score_function", "sigmoid")
                .put("norm_topk_prob", routing.renormalised())
                .put("routed_scaling_factor", routing.scale())
                .put("moe_router_enable_expert_bias", routing.bias())
                .put("n_group", routing.groups())
                .put("topk_group", routing.groupsKept())
                .put("partial_rotary_factor", (double) architecture.rotated() / architecture.headDim())
                .put("use_qk_norm", architecture.queryKeyNorm());
        if (experts.sharedIntermediate() > 0) {
            json.put("moe_shared_expert_intermediate_size", experts.sharedIntermediate());
        }
    }
}
