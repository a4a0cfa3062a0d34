package org.unmask.core.model;

import java.util.Optional;

/// The architecture of llama.cpp that GGUF files of a family name.
///
/// @param name  `general.architecture`
/// @param pairing  the order of the elements of heads
/// @param names  of the tensors
/// @param queryKeyValueBias  whether queries, keys and values have biases there
/// @param queryKeyNorm  whether each head of queries and keys is normed there
/// @param square  whether queries must be as wide as the residual stream, and the LM head a tensor of its own
/// @param mixture  what files say of experts; empty for a dense model
public record GgufArchitecture(
        String name,
        RopePairing pairing,
        TensorNames names,
        boolean queryKeyValueBias,
        boolean queryKeyNorm,
        boolean square,
        Optional<Mixture> mixture) {

    /// What files say of a mixture of experts.
    public sealed interface Mixture {
        /// Softmax over all experts, in every layer, whatever a file says.
        ///
        /// @param renormalised  see [Routing]
        /// @param wideAsMlp  whether experts are as wide as the MLP they stand for (Mixtral)
        record Fixed(boolean renormalised, boolean wideAsMlp) implements Mixture {}

        /// A file says the routing, the shared expert, the first layers without experts, and which part of a head
        /// rotates.
        record Stated() implements Mixture {}
    }

    /// A dense model without biases and norms of heads.
    public static GgufArchitecture plain(String name, RopePairing pairing) {
        return new GgufArchitecture(name, pairing, TensorNames.GGUF, false, false, false, Optional.empty());
    }

    /// This architecture with biases of queries, keys and values.
    public GgufArchitecture biased() {
        return new GgufArchitecture(name, pairing, names, true, queryKeyNorm, square, mixture);
    }

    /// This architecture with norms of the heads of queries and keys.
    public GgufArchitecture normed() {
        return new GgufArchitecture(name, pairing, names, queryKeyValueBias, true, square, mixture);
    }

    /// This architecture with experts.
    public GgufArchitecture with(Mixture experts) {
        return new GgufArchitecture(
                name, pairing, names, queryKeyValueBias, queryKeyNorm, square, Optional.of(experts));
    }

    /// This architecture for square queries only.
    public GgufArchitecture squared() {
        return new GgufArchitecture(name, pairing, names, queryKeyValueBias, queryKeyNorm, true, mixture);
    }

    /// This architecture with other names of tensors.
    public GgufArchitecture with(TensorNames others) {
        return new GgufArchitecture(name, pairing, others, queryKeyValueBias, queryKeyNorm, square, mixture);
    }

    /// Whether llama.cpp computes the same with the tensors it expects.
    public boolean says(Architecture a) {
        boolean alike = a.projections().queryKeyValueBias() == queryKeyValueBias
                && a.projections().queryKeyNorm() == queryKeyNorm
                && a.experts().isPresent() == mixture.isPresent();
        boolean fits =
                !square || (a.queryWidth() == a.hidden() && !a.projections().tiedEmbeddings());
        return alike && fits && saysMixture(a);
    }

    private boolean saysMixture(Architecture a) {
        boolean rotatesWhole = a.rope().rotated() == a.headDim();
        return mixture.isEmpty()
                ? rotatesWhole
                : switch (mixture.get()) {
                    case Mixture.Fixed fixed ->
                        rotatesWhole && isFixed(fixed, a, a.experts().orElseThrow());
                    case Mixture.Stated() -> true;
                };
    }

    private static boolean isFixed(Mixture.Fixed fixed, Architecture a, Experts experts) {
        return experts.denseLayers() == 0
                && experts.sharedIntermediate() == 0
                && experts.routing().equals(Routing.softmax(fixed.renormalised()))
                && (!fixed.wideAsMlp() || experts.intermediate() == a.intermediate());
    }
}
