package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Family;
import org.unmask.core.model.GgufArchitecture;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.Routing;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.Weight;
import org.unmask.input.Fields;

/// Mixtral (Jiang et al., arXiv 2401.04088): Mistral with experts in place of the MLP, in every layer.
///
/// As Mistral's, its versions share no chat template.
final class Mixtral {
    /// Of `MixtralConfig`.
    private static final double EPSILON = 1e-5;

    private static final TensorNames NAMES = TensorNames.HUGGING_FACE.with(Map.of(
            Weight.ROUTER, "block_sparse_moe.gate.weight",
            Weight.EXPERT_GATE, "block_sparse_moe.experts.{expert}.w1.weight",
            Weight.EXPERT_UP, "block_sparse_moe.experts.{expert}.w3.weight",
            Weight.EXPERT_DOWN, "block_sparse_moe.experts.{expert}.w2.weight"));

    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "mixtral",
                    Paradigm.AUTOREGRESSIVE,
                    false,
                    NAMES,
                    Optional.of(GgufArchitecture.plain("llama", RopePairing.INTERLEAVED)
                            .with(new GgufArchitecture.Mixture.Fixed(true, true))),
                    Optional.empty(),
                    "plain",
                    "ar"),
            List.of("mixtral"),
            HuggingFaceKeys.PLAIN
                    .epsilon(EPSILON)
                    .with(WindowKeys.always(OptionalInt.empty()))
                    .with(new ExpertKeys()));

    private Mixtral() {}

    /// `intermediate_size` is that of one expert.
    private record ExpertKeys() implements MixtureKeys {
        @Override
        public Experts read(Fields config, int layers) throws IOException {
            int count = config.count("num_local_experts");
            return new Experts(
                    count,
                    MixtureKeys.perToken(config, count),
                    config.count("intermediate_size"),
                    Routing.softmax(true));
        }

        @Override
        public void write(Experts experts, Architecture architecture, Map<String, Object> config) {
            config.put("num_local_experts", experts.count());
        }
    }
}
