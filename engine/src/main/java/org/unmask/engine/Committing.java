package org.unmask.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Order;

/// The commit rules, one method each: which predictions for the masked positions of one sequence are kept. Ties go to
/// the smaller position everywhere.
final class Committing {
    private static final Comparator<Prediction> BY_POSITION = Comparator.comparingInt(Prediction::position);
    private static final Comparator<Prediction> MOST_CONFIDENT =
            Comparator.comparingDouble(Prediction::probability).reversed().thenComparing(BY_POSITION);
    private static final Comparator<Prediction> LEAST_ENTROPY =
            Comparator.comparingDouble(Prediction::entropy).thenComparing(BY_POSITION);

    private Committing() {}

    /// @param masked  one prediction per masked position of the active region
    /// @param drawn  a random number for each position, the same in every pass
    /// @param share  decoded share of the positions from one to another
    /// @param held  the token that a position holds, for instance a drafted one
    /// @throws IllegalArgumentException if the rule can only be priced
    static List<Prediction> committed(
            Commit commit, List<Prediction> masked, IntToDoubleFunction drawn, Share share, IntUnaryOperator held) {
        return switch (commit) {
            case Commit.None _ -> List.of();
            case Commit.Next _ -> masked;
            case Commit.Top(int tokens, Order order) -> top(masked, tokens, order, drawn);
            case Commit.Confident(double confidence, int atLeast) -> confident(masked, confidence, atLeast);
            case Commit.Factor(double factor) -> factor(masked, factor);
            case Commit.EntropyBound(double bound) -> entropyBound(masked, bound);
            case Commit.Joint(double confidence, int atLeast, double _, int _) ->
                confident(masked, confidence, atLeast);
            case Commit.Regions regions -> regions(masked, regions, share);
            case Commit.Verified _ -> verified(masked, held);
            case Commit.Assumed _ ->
                throw new IllegalArgumentException("tokens-per-pass is an assumption for predictions; to run, give"
                        + " steps=K, threshold=T, factor=F or entropy=E");
        };
    }

    /// The first `tokens` in some order.
    static List<Prediction> top(List<Prediction> masked, int tokens, Order order, IntToDoubleFunction drawn) {
        return first(
                switch (order) {
                    case CONFIDENCE -> sorted(masked, MOST_CONFIDENT);
                    case MARGIN ->
                        sorted(
                                masked,
                                Comparator.comparingDouble(Prediction::margin)
                                        .reversed()
                                        .thenComparing(BY_POSITION));
                    case ENTROPY -> sorted(masked, LEAST_ENTROPY);
                    case SEQUENTIAL -> sorted(masked, BY_POSITION);
                    case RANDOM -> sorted(masked, inDrawnOrder(drawn));
                },
                tokens);
    }

    /// The order of [Order#RANDOM].
    static Comparator<Prediction> inDrawnOrder(IntToDoubleFunction drawn) {
        return Comparator.<Prediction>comparingDouble(p -> drawn.applyAsDouble(p.position()))
                .thenComparing(BY_POSITION);
    }

    /// All with `p >= confidence`, but at least the `atLeast` most confident.
    static List<Prediction> confident(List<Prediction> masked, double confidence, int atLeast) {
        int reaching =
                (int) masked.stream().filter(p -> p.probability() >= confidence).count();
        return first(sorted(masked, MOST_CONFIDENT), Math.max(reaching, atLeast));
    }

    /// The longest run `c_1 >= c_2 >= ...` with `c_n >= 1 - factor/(n+1)` for `n >= 2`; all, if only the last fails.
    static List<Prediction> factor(List<Prediction> masked, double factor) {
        List<Prediction> sorted = sorted(masked, MOST_CONFIDENT);
        for (int n = 2; n < sorted.size(); n++) {
            if (sorted.get(n - 1).probability() < 1 - factor / (n + 1)) {
                return first(sorted, n - 1);
            }
        }
        return sorted;
    }

    /// The least uncertain whose entropies sum to less than `bound`; at least one.
    static List<Prediction> entropyBound(List<Prediction> masked, double bound) {
        List<Prediction> sorted = sorted(masked, LEAST_ENTROPY);
        int count = 0;
        double sum = 0;
        while (count < sorted.size()) {
            sum += sorted.get(count).entropy();
            if (sum >= bound) {
                break;
            }
            count++;
        }
        return first(sorted, Math.max(1, count));
    }

    /// From left to right, up to the first that is not what its position holds: what is behind it was predicted from a token
    /// that is none of the text.
    static List<Prediction> verified(List<Prediction> masked, IntUnaryOperator held) {
        List<Prediction> sorted = sorted(masked, BY_POSITION);
        int count = 0;
        while (count < sorted.size()
                && sorted.get(count).token()
                        == held.applyAsInt(sorted.get(count).position())) {
            count++;
        }
        return first(sorted, count + 1);
    }

    /// What part of positions `[start, end)` of a sequence is decoded when the pass begins, from 0 to 1.
    interface Share {
        double of(int start, int end);
    }

    /// In each open region all with `p >= confidence`; if there is none and the region is forced, the most confident.
    static List<Prediction> regions(List<Prediction> masked, Commit.Regions rule, Share share) {
        List<Prediction> all = new ArrayList<>();
        for (Commit.Region region : rule.regions()) {
            double decoded = share.of(region.before(), region.start());
            List<Prediction> inside = masked.stream()
                    .filter(p -> p.position() >= region.start() && p.position() < region.end())
                    .toList();
            if (decoded >= rule.openAt()) {
                all.addAll(confident(inside, rule.confidence(), decoded >= rule.forceAt() ? 1 : 0));
            }
        }
        return all;
    }

    /// Among predictions for positions that hold a token already, those of another token with `p >= confidence`.
    ///
    /// @param held  the token at a position
    static List<Prediction> replaced(List<Prediction> decided, double confidence, IntUnaryOperator held) {
        return decided.stream()
                .filter(p -> p.token() != held.applyAsInt(p.position()) && p.probability() >= confidence)
                .toList();
    }

    private static List<Prediction> sorted(List<Prediction> predictions, Comparator<Prediction> order) {
        return predictions.stream().sorted(order).toList();
    }

    private static List<Prediction> first(List<Prediction> predictions, int count) {
        return predictions.subList(0, Math.min(count, predictions.size()));
    }
}
