package org.unmask.core.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How many choices of experts the busiest of several ranks is expected to have.
///
/// Experts are dealt out to ranks in turn. Tokens choose without regard to each other, each as many experts as all others, so
/// the choices of all ranks together are known, and those of one rank vary.
final class BusiestRank {
    /*
     * Choices are distributed over ranks as draws without replacement from N slots, of which a rank has a share: the
     * multivariate hypergeometric distribution. With a share of slots that is the rank's share of the expected choices, the mean of each
     * rank is exact. N is chosen so that the variances of all ranks add up to what they are: of one token, with inclusions that are
     * independent but for their fixed number,
     *
     *     Σ_j (D_j − D_j²/D) · E/(E − 1),   D_j = Σ p_i (1 − p_i) over the experts of rank j,   D = Σ D_j
     *
     * (Hájek, Asymptotic theory of rejective sampling, 1964; the factor makes it exact where all are chosen alike). For one token
     * that chooses evenly N is E and the distribution is exact; so it is for one expert per token, where N is infinite and the
     * distribution multinomial; else mean and variance are. The expectation of the greatest is summed from
     *
     *     P(all ≤ c) = Π P(X_j ≤ c) · P(Σ X_j = n | all X_j ≤ c) / P(Σ X_j = n),
     *
     * X_j being independent and binomial (Levin, A representation for multinomial cumulative distribution functions, 1981). With many
     * draws the last factor is left out: in expectation it hardly matters, as the sum of the X_j has the mean n.
     */

    /// Up to as many draws the sum of all ranks is taken into account.
    private static final int EXACT_DRAWS = 64;

    /// With more draws the busiest rank has the share that it has of so many; with a share of 1/8 it is 1.0004/8 of them.
    private static final double MOST_DRAWS = 1e8;

    private static final double NEGLIGIBLE = 1e-18;
    private static final double NOTHING_VARIES = 1e-12;

    /// Probabilities of one rank's number of choices, from `first` on.
    private static final class Choices {
        private final long first;
        private final double[] probabilities;

        Choices(long first, double[] probabilities) {
            this.first = first;
            this.probabilities = probabilities;
        }

        long first() {
            return first;
        }

        double of(long count) {
            return count < end() ? probabilities[(int) (count - first)] : 0;
        }

        long end() {
            return first + probabilities.length;
        }

        double upTo(long count) {
            double sum = 0;
            for (int i = 0; i < probabilities.length && first + i <= count; i++) {
                sum += probabilities[i];
            }
            return sum;
        }
    }

    private final double[] shares;
    /// 1/N.
    private final double inverseSlots;

    private BusiestRank(double[] shares, double inverseSlots) {
        this.shares = shares;
        this.inverseSlots = inverseSlots;
    }

    /// The expected choices of the rank that has most of them.
    ///
    /// @param chosen  probability that a token chooses an expert, the most popular expert first
    /// @param tokens  that choose without regard to each other
    static double expected(double[] chosen, int ranks, long tokens) {
        double[] means = new double[ranks];
        double[] variances = new double[ranks];
        double perToken = 0;
        double variance = 0;
        for (int i = 0; i < chosen.length; i++) {
            double varies = chosen[i] * (1 - chosen[i]);
            means[i % ranks] += chosen[i];
            variances[i % ranks] += varies;
            perToken += chosen[i];
            variance += varies;
        }
        double most = 0;
        double spread = 0;
        double independent = 0;
        double[] shares = new double[ranks];
        for (int rank = 0; rank < ranks; rank++) {
            shares[rank] = means[rank] / perToken;
            most = Math.max(most, means[rank]);
            spread += variance == 0 ? 0 : variances[rank] - variances[rank] * variances[rank] / variance;
            independent += means[rank] * (1 - shares[rank]);
        }
        if (tokens * perToken > MOST_DRAWS && tokens > 1) {
            long fewer = Math.max(1, (long) (MOST_DRAWS / perToken));
            return (double) tokens / fewer * expected(chosen, ranks, fewer);
        }
        double draws = tokens * perToken;
        if (ranks == 1 || spread < NOTHING_VARIES * perToken) {
            return tokens * most;
        }
        double ratio = Math.min(1, spread / independent * chosen.length / (chosen.length - 1));
        double inverse = draws > 1 ? (1 - ratio) / (draws - ratio) : 0;
        return Math.max(tokens * most, new BusiestRank(shares, inverse).expected(draws));
    }

    private double expected(double draws) {
        if (draws > EXACT_DRAWS) {
            return manyDraws(draws);
        }
        int below = (int) Math.floor(draws);
        double part = draws - below;
        return part == 0 ? fewDraws(below) : (1 - part) * fewDraws(below) + part * fewDraws(below + 1);
    }

    private double fewDraws(int draws) {
        if (draws <= 1) {
            return draws;
        }
        if (draws * inverseSlots > 1 - NOTHING_VARIES) {
            return draws * mostOf(shares);
        }
        List<Choices> ranks = choices(draws);
        double all = ofSum(ranks, draws, draws);
        double expected = 0;
        for (int count = 0; count < draws; count++) {
            boolean possible = (long) count * shares.length >= draws;
            double more = possible ? 1 - ofSum(ranks, draws, count) / all : 1;
            expected += more;
            if (more < NOTHING_VARIES) {
                break;
            }
        }
        return expected;
    }

    /// The probability that no rank has more than `most` choices, and all together `draws`.
    private static double ofSum(List<Choices> ranks, int draws, int most) {
        double[] sum = new double[draws + 1];
        sum[0] = 1;
        int end = 1;
        for (Choices rank : ranks) {
            double[] next = new double[draws + 1];
            int last = (int) Math.min(most, rank.end() - 1);
            for (int own = (int) rank.first(); own <= last; own++) {
                double probability = rank.of(own);
                for (int before = 0; before < end && before + own <= draws; before++) {
                    next[before + own] += probability * sum[before];
                }
            }
            end = Math.min(draws + 1, end + last);
            sum = next;
        }
        return sum[draws];
    }

    private double manyDraws(double draws) {
        List<Choices> ranks = choices(draws);
        long count = ranks.stream().mapToLong(Choices::first).max().orElseThrow();
        long end = ranks.stream().mapToLong(Choices::end).max().orElseThrow();
        Map<Choices, Integer> equal = new HashMap<>();
        for (Choices rank : ranks) {
            equal.merge(rank, 1, Integer::sum);
        }
        double[] atMost = new double[Math.toIntExact(end - count)];
        Arrays.fill(atMost, 1);
        for (Map.Entry<Choices, Integer> entry : equal.entrySet()) {
            Choices rank = entry.getKey();
            double sum = rank.upTo(count - 1);
            for (int i = 0; i < atMost.length; i++) {
                sum += rank.of(count + i);
                atMost[i] *= StrictMath.pow(Math.min(1, sum), entry.getValue());
            }
        }
        double expected = count;
        for (double probability : atMost) {
            expected += 1 - probability;
        }
        return expected;
    }

    /// The choices of each rank, as if ranks had them without regard to each other. Ranks with equal shares have one object.
    private List<Choices> choices(double draws) {
        Map<Double, Choices> known = new HashMap<>();
        List<Choices> all = new ArrayList<>(shares.length);
        for (double share : shares) {
            all.add(known.computeIfAbsent(share, some -> choices(some, draws)));
        }
        return all;
    }

    /// The binomial distribution of `share·N` trials with the mean `share·draws`, that of Poisson if N is infinite: from the
    /// mean on upwards and downwards, each probability from the one before it.
    private Choices choices(double share, double draws) {
        double mean = share * draws;
        double left = 1 - draws * inverseSlots;
        long start = (long) mean;
        List<Double> above = new ArrayList<>();
        double sum = 0;
        long count = start;
        for (double now = 1; now > NEGLIGIBLE; count++) {
            above.add(now);
            sum += now;
            now *= Math.max(0, draws * (share - count * inverseSlots)) / (left * (count + 1));
        }
        List<Double> below = new ArrayList<>();
        double now = 1;
        for (count = start; count > 0; count--) {
            now *= left * count / (draws * (share - (count - 1) * inverseSlots));
            if (now <= NEGLIGIBLE) {
                break;
            }
            below.add(now);
            sum += now;
        }
        double[] probabilities = new double[below.size() + above.size()];
        for (int i = 0; i < below.size(); i++) {
            probabilities[below.size() - 1 - i] = below.get(i) / sum;
        }
        for (int i = 0; i < above.size(); i++) {
            probabilities[below.size() + i] = above.get(i) / sum;
        }
        return new Choices(start - below.size(), probabilities);
    }

    private static double mostOf(double[] values) {
        double most = 0;
        for (double value : values) {
            most = Math.max(most, value);
        }
        return most;
    }
}
