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

/// Mixtures of experts of Qwen3 (Qwen Team, arXiv 2505.09388).
final class Qwen3Moe {
    /// Also of the diffusion models that were made from it.
    static final ConfigKeys KEYS = HuggingFaceKeys.PLAIN.normed().with(new ExpertKeys());

    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "qwen3-moe",
                    Paradigm.AUTOREGRESSIVE,
                    false,
                    TensorNames.HUGGING_FACE,
                    Optional.of(GgufArchitecture.plain("qwen3moe", RopePairing.HALF)
                            .normed()
                            .with(new GgufArchitecture.Mixture.Fixed(true, false))),
                    Optional.of(Qwen3.CHAT),
                    "plain",
                    "ar"),
            List.of("qwen3_moe", "qwen3_vl_moe_text", "qwen3_omni_moe_text"),
            KEYS);

    private Qwen3Moe() {}

    private record ExpertKeys() implements MixtureKeys {
        @Override
        public Experts read(Fields config, int layers) throws IOException {
            if (config.count("decoder_sparse_step", 1) != 1) {
                throw config.bad("decoder_sparse_step", "1; experts in some layers only are not supported");
            }
            Refusals.refuseSaid(config, "shared_expert_intermediate_size");
            Refusals.refuseTrue(config, "use_sliding_window");
            int count = MixtureKeys.count(config);
            return new Experts(
                    count,
                    MixtureKeys.perToken(config, count),
                    config.count("moe_intermediate_size"),
                    0,
                    firstLayers(config, layers),
                    Routing.softmax(config.flag("norm_topk_prob", false)));
        }

        /// Layers named in `mlp_only_layers`, which must be the first ones.
        private static int firstLayers(Fields config, int layers) throws IOException {
            List<Integer> dense = config.numbers("mlp_only_layers", layers - 1);
            for (int i = 0; i < dense.size(); i++) {
                if (dense.get(i) != i) {
                    throw config.bad("mlp_only_layers", "the first layers in order, or none");
                }
            }
            return dense.size();
        }

        @Override
        public void write(Experts experts, Architecture architecture, Map<String, Object> config) {
            config.put("num_experts", experts.count());
            config.put("moe_intermediate_size", experts.intermediate());
            config.put("norm_topk_prob", experts.routing().renormalised());
            config.put("decoder_sparse_step", 1);
            config.put(
                    "mlp_only_layers",
                    IntStream.range(0, experts.denseLayers()).boxed().toList());
        }
    }
}
