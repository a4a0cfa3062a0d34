package org.unmask.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.PriorityQueue;
import org.unmask.engine.weight.WeightGenerator;

/// Draws the tokens of sampled rows. A token is drawn by a race: each has a random number, and the greatest sum of
/// logit / temperature and Gumbel noise wins, which happens with the softmax probability (Gumbel, 1954; Maddison et al.,
/// arXiv 1411.0030). One reading of the row does.
final class Sampler {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final double LOG2_E = 1 / Math.log(2);

    /// Of a softmax over fewer than 2¹⁸ tokens, those with less than `e⁻⁵⁰` of the greatest probability together change
    /// no bit of a float64 sum.
    private static final double VANISHING = -50;

    /// Bits of a uniform number.
    private static final int PRECISION = 53;

    private final Sampling sampling;
    private final MemorySegment logits;
    private final int vocabulary;
    private final int suppressed;

    Sampler(Sampling sampling, MemorySegment logits, int vocabulary, int suppressed) {
        this.sampling = sampling;
        this.logits = logits;
        this.vocabulary = vocabulary;
        this.suppressed = suppressed;
    }

    /// Replaces the most probable token of a row by a drawn one.
    ///
    /// @param row  of the logits
    /// @param noise  one number for each token
    /// @param predicted  holds the most probable token at `at`
    void draw(int row, WeightGenerator noise, Predicted predicted, int at) {
        if (sampling.style() == Sampling.Style.LLADA) {
            drawUnfiltered((long) row * vocabulary, noise, predicted, at);
        } else {
            propose(row, noise, predicted, at);
        }
    }

    /// Draws for a drafter.
    ///
    /// @return what it drew from
    Candidates propose(int row, WeightGenerator noise, Predicted predicted, int at) {
        Candidates left = left(row, predicted, at);
        take(left, left.token(winner(left, noise)), predicted, at);
        return left;
    }

    /// Decides about a drafted token (Leviathan et al., arXiv 2211.17192, section 2.3): with `p` of the target and `q` of the
    /// drafter it stays with probability `min(1, p/q)`; otherwise a token is drawn from `max(0, p - q)`, which the drafted one
    /// never is. So the result is distributed by `p`, whatever `q` is.
    void verify(int row, WeightGenerator noise, Proposal proposal, Predicted predicted, int at) {
        Candidates left = left(row, predicted, at);
        int drafted = proposal.token();
        double total = left.total();
        boolean stays = uniform(noise, vocabulary) * proposal.probability(drafted) < left.weightOf(drafted) / total;
        take(left, stays ? drafted : rest(left, total, proposal, noise), predicted, at);
    }

    /// A token drawn from what the target gives more probability than the drafter.
    private int rest(Candidates left, double total, Proposal proposal, WeightGenerator noise) {
        Candidates rest = new Candidates();
        for (int i = 0; i < left.size(); i++) {
            double more = left.weight(i) / total - proposal.probability(left.token(i));
            if (more > 0) {
                rest.add(left.token(i), Math.log(more), more);
            }
        }
        // Both distributions are equal but for rounding, if nothing is left.
        Candidates drawn = rest.size() == 0 ? left : rest;
        return drawn.token(winner(drawn, noise));
    }

    private float logit(long offset, int token) {
        return logits.getAtIndex(FLOAT, offset + token);
    }

    /// The confidence stays that of the row itself, without noise and temperature.
    private void drawUnfiltered(long offset, WeightGenerator noise, Predicted predicted, int at) {
        double most = logit(offset, predicted.tokens[at]);
        int winner = predicted.tokens[at];
        double best = Double.NEGATIVE_INFINITY;
        for (int token = 0; token < vocabulary; token++) {
            if (token != suppressed) {
                double x = (logit(offset, token) - most) / sampling.temperature();
                if (mayExceed(best - x, noise, token)) {
                    double sum = x - Math.log(exponential(noise, token));
                    winner = sum > best ? token : winner;
                    best = Math.max(best, sum);
                }
            }
        }
        predicted.probabilities[at] *= Math.exp(logit(offset, winner) - most);
        predicted.tokens[at] = winner;
    }

    /// Whether the Gumbel noise of a token, `-ln(-ln u)`, may exceed `least`. It needs `u > exp(-exp(-least))`, hence
    /// `1 - u < exp(-least)`: at least so many leading ones as the power of two below has zeros.
    private static boolean mayExceed(double least, WeightGenerator noise, int token) {
        if (!(least > 0)) {
            return true;
        }
        double zeros = Math.floor(least * LOG2_E);
        return zeros <= PRECISION && Long.numberOfLeadingZeros(~noise.bits(token)) >= zeros;
    }

    /// An exponentially distributed number, `-ln u`.
    private static double exponential(WeightGenerator noise, int token) {
        return -Math.log(uniform(noise, token));
    }

    /// The middle of one of 2⁵³ parts of the unit interval.
    private static double uniform(WeightGenerator noise, int index) {
        return ((noise.bits(index) >>> (Long.SIZE - PRECISION)) + 0.5) * 0x1p-53;
    }

    /// The token of a row, and how sure it is among those that are left.
    private static void take(Candidates left, int token, Predicted predicted, int at) {
        double total = 0;
        double moment = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < left.size(); i++) {
            double weight = left.weight(i);
            total += weight;
            moment += weight * left.logarithm(i);
            second = Math.max(second, Math.min(first, weight));
            first = Math.max(first, weight);
        }
        predicted.tokens[at] = token;
        predicted.probabilities[at] = left.weightOf(token) / total;
        predicted.margins[at] = (first - second) / total;
        // p = weight / total, so that -Σ p ln p = ln total - Σ weight ln weight / total
        predicted.entropies[at] = Math.log(total) - moment / total;
    }

    /// The most probable one at temperature 0. Otherwise the least exponential number over weight wins, as often as the
    /// greatest sum of logit and Gumbel noise.
    private int winner(Candidates left, WeightGenerator noise) {
        int winner = 0;
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < left.size(); i++) {
            double weight = left.weight(i);
            if (sampling.temperature() == 0) {
                winner = weight > left.weight(winner) ? i : winner;
            } else if (complement(noise, left.token(i)) < best * weight) {
                // -ln u >= 1 - u: most tokens need no logarithm to know that they lose.
                double time = exponential(noise, left.token(i)) / weight;
                winner = time < best ? i : winner;
                best = Math.min(best, time);
            }
        }
        return winner;
    }

    /// A lower bound of `1 - u`.
    private static double complement(WeightGenerator noise, int token) {
        return (~noise.bits(token) >>> (Long.SIZE - PRECISION)) * 0x1p-53;
    }

    /// The tokens that the filters leave of a row, weighed relative to the most probable one.
    private Candidates left(int row, Predicted predicted, int at) {
        long offset = (long) row * vocabulary;
        double most = logit(offset, predicted.tokens[at]);
        boolean topFirst = sampling.topK() > 0 && sampling.style() != Sampling.Style.DREAM;
        double least = topFirst ? leastOfTop(offset) : Double.NEGATIVE_INFINITY;
        // All tokens below this have less than 1 - p of the probability together.
        double lightest = !topFirst && sampling.topP() < 1 ? (1 - sampling.topP()) / vocabulary : 0;
        double scale = sampling.temperature() == 0 ? 1 : 1 / sampling.temperature();
        Candidates left = new Candidates();
        double total = 0;
        for (int token = 0; token < vocabulary; token++) {
            float logit = logit(offset, token);
            double x = (logit - most) * scale;
            if (logit >= least && x >= VANISHING && token != suppressed) {
                double weight = Math.exp(x);
                total += weight;
                if (weight >= lightest) {
                    left.add(token, x, weight);
                }
            }
        }
        if (sampling.topP() < 1) {
            left.keepNucleus(sampling.topP(), total);
        }
        if (sampling.topK() > 0 && !topFirst) {
            left.keepTop(sampling.topK());
        }
        return left;
    }

    /// The least of the greatest logits that top-k leaves.
    private float leastOfTop(long offset) {
        PriorityQueue<Float> top = new PriorityQueue<>();
        float least = Float.NEGATIVE_INFINITY;
        for (int token = 0; token < vocabulary; token++) {
            float logit = logit(offset, token);
            if (token != suppressed && (logit > least || top.size() < sampling.topK())) {
                top.add(logit);
                if (top.size() > sampling.topK()) {
                    top.remove();
                }
                least = top.element();
            }
        }
        return least;
    }
}
