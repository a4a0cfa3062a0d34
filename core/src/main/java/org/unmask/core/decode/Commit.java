package org.unmask.core.decode;

import java.util.List;
import java.util.OptionalInt;

/// How many of the predicted tokens a pass keeps, per sequence. Positions are those masked in the active region.
public sealed interface Commit {
    /// The number of tokens that are kept, if `masked` positions are masked and no logits are needed to know it; empty
    /// if logits decide it, or would if it were not assumed.
    default OptionalInt scheduled(int masked) {
        return switch (this) {
            case None _ -> OptionalInt.of(0);
            case Next _ -> OptionalInt.of(1);
            case Top(int tokens, Order _) -> OptionalInt.of(Math.min(tokens, masked));
            case Confident _, Factor _, EntropyBound _, Joint _, Regions _, Verified _, Assumed _ ->
                OptionalInt.empty();
        };
    }

    /// True if logits decide how many tokens are kept, or would if their number were not assumed.
    default boolean dependsOnLogits() {
        return scheduled(0).isEmpty();
    }

    /// The pass predicts nothing.
    record None() implements Commit {}

    /// The token after the last query (autoregression).
    record Next() implements Commit {}

    /// The first `tokens` positions in some order, fewer if fewer are masked.
    record Top(int tokens, Order order) implements Commit {
        public Top {
            if (tokens < 0) {
                throw new IllegalArgumentException("bad commit: tokens=" + tokens);
            }
        }

        /// The most confident.
        public Top(int tokens) {
            this(tokens, Order.CONFIDENCE);
        }
    }

    /// Every position with at least this `confidence`; if fewer than `atLeast` reach it, the `atLeast` most
    /// confident ones.
    record Confident(double confidence, int atLeast) implements Commit {
        public Confident {
            if (!(confidence > 0) || atLeast < 1) {
                throw new IllegalArgumentException("bad commit: confidence=" + confidence + " at least=" + atLeast);
            }
        }
    }

    /// The longest run of positions in order of confidence, `c_1 >= c_2 >= ...`, with `c_n >= 1 - factor/(n+1)` for
    /// each `n >= 2`; the first always. As in the original, all are committed if the last alone fails (Fast-dLLM,
    /// Wu et al., arXiv 2505.22618, its `get_transfer_index_dynamic`).
    record Factor(double factor) implements Commit {
        public Factor {
            if (!(factor > 0) || Double.isInfinite(factor)) {
                throw new IllegalArgumentException("bad commit: factor=" + factor);
            }
        }
    }

    /// The positions in order of entropy, the least first, as long as their entropies sum to less than `bound`
    /// (nats); the first always (entropy-bounded unmasking, Ben-Hamu et al., arXiv 2505.24857).
    record EntropyBound(double bound) implements Commit {
        public EntropyBound {
            if (!(bound > 0) || Double.isInfinite(bound)) {
                throw new IllegalArgumentException("bad commit: entropy=" + bound);
            }
        }
    }

    /// [Confident], and every other position of the region outside the prompt whose most probable token is another
    /// than the one it holds, and reaches `editConfidence`, is overwritten (LLaDA2.1). Without masks only the
    /// second. A sequence needs no further pass over the region after one that found no mask and replaced nothing.
    ///
    /// @param mostEdits  passes without masks after which a sequence is left as it is
    record Joint(double confidence, int atLeast, double editConfidence, int mostEdits) implements Commit {
        public Joint {
            if (!(confidence > 0) || atLeast < 1 || !(editConfidence >= 0) || mostEdits < 1) {
                throw new IllegalArgumentException("bad commit: confidence=" + confidence + " at least=" + atLeast
                        + " edit confidence=" + editConfidence + " most edits=" + mostEdits);
            }
        }
    }

    /// In each region that is open, by itself, every position with at least this `confidence`; if none reaches it,
    /// the most confident one of a region that is forced (D2F). Each sequence decides by what it has decoded itself
    /// when the pass begins.
    ///
    /// @param openAt  decoded share of what lies before a region from which the region is open
    /// @param forceAt  the share from which it is forced
    record Regions(double confidence, double openAt, double forceAt, List<Region> regions) implements Commit {
        public Regions {
            regions = List.copyOf(regions);
            if (!(confidence > 0) || !(openAt >= 0) || !(forceAt >= 0) || regions.isEmpty()) {
                throw new IllegalArgumentException("bad commit: confidence=" + confidence + " open at=" + openAt
                        + " force at=" + forceAt + " regions=" + regions);
            }
        }
    }

    /// Positions `[start, end)`, those before being `[before, start)`.
    ///
    /// @param before  `start` if nothing lies before: such a region is always open and forced
    record Region(int before, int start, int end) {}

    /// Drafted tokens from left to right up to the first that the model does not confirm, and its own token there; after
    /// a draft that is confirmed as a whole, one more (Leviathan et al., arXiv 2211.17192, algorithm 1).
    record Verified() implements Commit {}

    /// A number that is assumed, not decided by logits; can be priced but not executed.
    record Assumed() implements Commit {}
}
