package org.unmask.run.checkpoint;

import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Model;
import org.unmask.core.model.Routing;
import org.unmask.engine.weight.GgufWriter;

/// What a GGUF file says of a mixture of experts, in the keys of llama.cpp.
final class GgufMixture {
    private static final String LLAMA = "llama";
    private static final String QWEN3 = "qwen3moe";
    private static final String LLADA = "llada-moe";
    private static final String BAILING = "bailingmoe2";

    private GgufMixture() {}

    /// The architecture that says a model.
    ///
    /// @throws IllegalArgumentException if none says all of it
    static String name(Model model) {
        Experts experts = model.architecture().experts().orElseThrow();
        String name = switch (model.paradigm()) {
            case AUTOREGRESSIVE ->
                isBailing(experts) ? BAILING : model.architecture().queryKeyNorm() ? QWEN3 : LLAMA;
            case DIFFUSION -> LLADA;
            case BLOCK_DIFFUSION -> BAILING;
        };
        if (!says(name, model.architecture(), experts)) {
            throw new IllegalArgumentException("model " + model.id() + ": the architecture " + name
                    + " of GGUF does not say all of it; choose another format");
        }
        return name;
    }

    private static boolean isBailing(Experts experts) {
        return experts.routing().score() == Routing.Score.SIGMOID;
    }

    /// Whether llama.cpp computes the same with the tensors it expects.
    private static boolean says(String name, Architecture a, Experts experts) {
        boolean everywhere =
                experts.denseLayers() == 0 && experts.sharedIntermediate() == 0 && a.rotated() == a.headDim();
        boolean normed = a.queryKeyNorm() && !a.queryKeyValueBias();
        boolean square = a.queryWidth() == a.hidden() && !a.tiedEmbeddings();
        return switch (name) {
            case LLAMA ->
                everywhere
                        && !a.queryKeyNorm()
                        && !a.queryKeyValueBias()
                        && experts.intermediate() == a.intermediate()
                        && experts.routing().equals(Routing.softmax(true));
            case QWEN3 -> everywhere && normed && experts.routing().equals(Routing.softmax(true));
            case LLADA -> everywhere && normed && square && experts.routing().equals(Routing.softmax(false));
            case BAILING -> normed && square;
            default -> throw new IllegalArgumentException(name + " has no experts");
        };
    }

    static void metadata(GgufWriter writer, String name, Experts experts) {
        writer.whole(name + ".expert_count", experts.count()).whole(name + ".expert_used_count", experts.perToken());
        if (!name.equals(LLAMA)) {
            writer.whole(name + ".expert_feed_forward_length", experts.intermediate());
        }
        if (name.equals(BAILING)) {
            Routing routing = experts.routing();
            writer.whole(name + ".expert_shared_count", experts.sharedIntermediate() > 0 ? 1 : 0)
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
}
