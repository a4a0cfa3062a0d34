package org.unmask.run.checkpoint;

import java.io.IOException;
import java.util.Optional;
import org.unmask.core.model.Experts;
import org.unmask.core.model.GgufArchitecture;
import org.unmask.core.model.Routing;
import org.unmask.engine.weight.GgufMetadata;

/// The experts in the metadata of a GGUF file. Where llama.cpp routes in one way whatever a file says, another way is
/// refused.
final class GgufExperts {
    private static final int SOFTMAX = 1;
    private static final int SIGMOID = 2;

    private final GgufMetadata metadata;
    private final GgufArchitecture format;

    GgufExperts(GgufMetadata metadata, GgufArchitecture format) {
        this.metadata = metadata;
        this.format = format;
    }

    /// Whether a file of an architecture speaks of experts.
    static boolean isMixture(GgufMetadata metadata, String architecture) throws IOException {
        String key = architecture + ".expert_count";
        return metadata.has(key) && metadata.whole(key, 0, Integer.MAX_VALUE) > 0;
    }

    /// None for a dense model.
    ///
    /// @param bias  whether there are biases of experts
    /// @throws IllegalArgumentException if the numbers do not agree
    Optional<Experts> of(boolean bias) throws IOException {
        if (format.mixture().isEmpty()) {
            if (whole("expert_count", 0) > 0) {
                throw metadata.bad(key("expert_count"), "0: " + format.name() + " is dense");
            }
            return Optional.empty();
        }
        return Optional.of(
                switch (format.mixture().get()) {
                    case GgufArchitecture.Mixture.Fixed fixed ->
                        fixed(fixed.renormalised(), fixed.wideAsMlp() ? ownWidth() : width());
                    case GgufArchitecture.Mixture.Stated() -> stated(bias);
                });
    }

    /// Experts are as wide as the MLP they stand for (Mixtral).
    private int ownWidth() throws IOException {
        return metadata.count(key("feed_forward_length"));
    }

    private int width() throws IOException {
        return metadata.count(key("expert_feed_forward_length"));
    }

    /// Softmax over all experts, in every layer.
    private Experts fixed(boolean renormalised, int width) throws IOException {
        if (whole("expert_gating_func", SOFTMAX) != SOFTMAX) {
            throw metadata.bad(key("expert_gating_func"), SOFTMAX + " (softmax)");
        }
        if (metadata.positive(key("expert_weights_scale"), 1) != 1) {
            throw metadata.bad(key("expert_weights_scale"), "1");
        }
        for (String part : new String[] {"expert_shared_count", "leading_dense_block_count", "expert_group_count"}) {
            if (whole(part, 0) > 0) {
                throw metadata.bad(key(part), "0, as " + format.name() + " has it");
            }
        }
        return new Experts(
                metadata.count(key("expert_count")),
                metadata.count(key("expert_used_count")),
                width,
                Routing.softmax(renormalised));
    }

    private Experts stated(boolean bias) throws IOException {
        if (whole("nextn_predict_layers", 0) > 0) {
            throw metadata.bad(key("nextn_predict_layers"), "0; layers that predict further tokens are not supported");
        }
        int function = whole("expert_gating_func", 0);
        if (function != SOFTMAX && function != SIGMOID) {
            throw metadata.bad(key("expert_gating_func"), SOFTMAX + " (softmax) or " + SIGMOID + " (sigmoid)");
        }
        int groups = metadata.count(key("expert_group_count"), 1);
        Routing routing = new Routing(
                function == SIGMOID ? Routing.Score.SIGMOID : Routing.Score.SOFTMAX,
                metadata.flag(key("expert_weights_norm")).orElse(false),
                metadata.positive(key("expert_weights_scale"), 1),
                bias,
                groups,
                metadata.count(key("expert_group_used_count"), groups));
        return new Experts(
                metadata.count(key("expert_count")),
                metadata.count(key("expert_used_count")),
                width(),
                shared(),
                whole("leading_dense_block_count", 0),
                routing);
    }

    /// The width of all shared experts together.
    private int shared() throws IOException {
        int one = metadata.count(key("expert_shared_feed_forward_length"), width());
        long all = (long) one * whole("expert_shared_count", 0);
        if (all > Integer.MAX_VALUE) {
            throw metadata.bad(key("expert_shared_count"), "shared experts of at most " + Integer.MAX_VALUE);
        }
        return (int) all;
    }

    private int whole(String part, int otherwise) throws IOException {
        return metadata.has(key(part)) ? (int) metadata.whole(key(part), 0, Integer.MAX_VALUE) : otherwise;
    }

    private String key(String part) {
        return format.name() + "." + part;
    }
}
