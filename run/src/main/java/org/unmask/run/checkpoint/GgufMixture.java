package org.unmask.run.checkpoint;

import org.unmask.core.model.Experts;
import org.unmask.core.model.GgufArchitecture;
import org.unmask.core.model.Routing;
import org.unmask.engine.weight.GgufWriter;

/// What a GGUF file says of a mixture of experts, in the keys of llama.cpp.
final class GgufMixture {
    private GgufMixture() {}

    /// @throws java.util.NoSuchElementException if files of the architecture have no experts
    static void metadata(GgufWriter writer, GgufArchitecture format, Experts experts) {
        String name = format.name();
        writer.whole(name + ".expert_count", experts.count()).whole(name + ".expert_used_count", experts.perToken());
        switch (format.mixture().orElseThrow()) {
            case GgufArchitecture.Mixture.Fixed fixed -> {
                if (!fixed.wideAsMlp()) {
                    writer.whole(name + ".expert_feed_forward_length", experts.intermediate());
                }
            }
            case GgufArchitecture.Mixture.Stated() -> stated(writer, name, experts);
        }
    }

    private static void stated(GgufWriter writer, String name, Experts experts) {
        Routing routing = experts.routing();
        writer.whole(name + ".expert_feed_forward_length", experts.intermediate())
                .whole(name + ".expert_shared_count", experts.sharedIntermediate() > 0 ? 1 : 0)
                .whole(name + ".leading_dense_block_count", experts.denseLayers())
                .real(name + ".expert_weights_scale", routing.scale())
                .flag(name + ".expert_weights_norm", routing.renormalised())
                .whole(name + ".expert_gating_func", routing.score() == Routing.Score.SIGMOID ? 2 : 1)
                .whole(name + ".expert_group_count", routing.groups())
                .whole(name + ".expert_group_used_count", routing.groupsKept());
        if (experts.sharedIntermediate() > 0) {
            writer.whole(name + ".expert_shared_feed_forward_length", experts.sharedIntermediate());
        }
    }
}
