package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Family;
import org.unmask.core.model.GgufArchitecture;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.Routing;
import org.unmask.core.model.TensorNames;
import org.unmask.input.Fields;

/// LLaDA-MoE (Zhu et al., arXiv 2509.24389): LLaDA with experts, in files with keys and tensors of their own. They call
/// themselves `llada`, too.
///
/// Its chat template is not LLaDA's, and which it is, is not known here.
final class LladaMoe {
    /// Of LLaDA-MoE's `LLaDAConfig`.
    private static final double EPSILON = 1e-5;

    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "llada-moe",
                    Paradigm.DIFFUSION,
                    false,
                    TensorNames.HUGGING_FACE,
                    Optional.of(GgufArchitecture.plain("llada-moe", RopePairing.HALF)
                            .normed()
                            .squared()
                            .with(new GgufArchitecture.Mixture.Fixed(false, false))),
                    Optional.empty(),
                    "llada",
                    "diffusion:threshold=0.9"),
            List.of("lladamoe", "llada"),
            HuggingFaceKeys.PLAIN.normed("qk_layernorm").epsilon(EPSILON).with(new ExpertKeys()));

    private LladaMoe() {}

    private record ExpertKeys() implements MixtureKeys {
        @Override
        public Experts read(Fields config, int layers) throws IOException {
            refuse(config);
            int count = config.count("num_experts");
            return new Experts(
                    count,
                    MixtureKeys.perToken(config, count),
                    config.count("expert_intermediate_size"),
                    0,
                    firstLayers(config, layers),
                    Routing.softmax(config.flag("norm_topk_prob", false)));
        }

        private static void refuse(Fields config) throws IOException {
            Refusals.refuseSaid(
                    config,
                    "shared_expert_intermediate_size",
                    "router_num_group",
                    "router_topk_group",
                    "moe_router_enable_expert_bias");
            if (config.positive("routed_scaling_factor", 1) != 1) {
                throw config.bad("routed_scaling_factor", "1; nothing else is supported");
            }
            Refusals.refuseOther(config, "moe_router_score_function", "softmax");
        }

        /// Layers that `moe_layer_freq` gives a 0, which must be the first ones.
        private static int firstLayers(Fields config, int layers) throws IOException {
            List<Integer> mixtures = config.numbers("moe_layer_freq", 1);
            if (mixtures.isEmpty()) {
                return 0;
            }
            int dense = mixtures.indexOf(1) < 0 ? mixtures.size() : mixtures.indexOf(1);
            if (mixtures.size() != layers || mixtures.lastIndexOf(0) >= dense) {
                throw config.bad("moe_layer_freq", "0 for the first layers, then 1, for each of " + layers + " layers");
            }
            return dense;
        }

        @Override
        public String intermediate() {
            return "dense_intermediate_size";
        }

        @Override
        public void write(Experts experts, Architecture architecture, Map<String, Object> config) {
            config.put("num_experts", experts.count());
            config.put("expert_intermediate_size", experts.intermediate());
            config.put("norm_topk_prob", experts.routing().renormalised());
            config.put(
                    "moe_layer_freq",
                    IntStream.range(0, architecture.layers())
                            .map(layer -> architecture.isMixture(layer) ? 1 : 0)
                            .boxed()
                            .toList());
        }
    }
}
