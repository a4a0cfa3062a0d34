package org.unmask.engine;

import java.util.List;
import java.util.Locale;
import org.unmask.core.text.Names;

/// How a token is chosen from a row of logits, and what its confidence is.
///
/// At temperature 0 it is the most probable one, its confidence the softmax probability, whatever the style. Otherwise it
/// is drawn. A draw depends on the seed, the number of the sequence in its batch, the position, and how many passes have
/// predicted something for the sequence before; so a run can be repeated, and sequence `i` of a batch draws as sequence 0
/// does with seed `seed + i`, unless tokens are drafted: where drafts of a batch begin depends on its slowest sequence. The
/// mask token takes no part.
///
/// @param temperature  divides the logits; 0 for the most probable token
/// @param topK  tokens left to draw from, the most probable ones and those that tie with the last of them; 0 for all
/// @param topP  nucleus sampling: a token is dropped if those more probable already sum to more than this; 1 drops none
/// @param seed  of the draws, and of the order of rules that commit at random
public record Sampling(Style style, double temperature, int topK, double topP, long seed) {
    /// The conventions of the published decoders, which differ in the order of the filters and in the confidence.
    public enum Style {
        /// Gumbel noise of float64, no filters; the confidence is the softmax probability without noise and temperature
        /// (LLaDA, Nie et al., arXiv 2502.09992, its `generate.py`).
        LLADA,
        /// Temperature, then top-p, then top-k; the confidence is the probability in what is left, also of the most probable
        /// token at temperature 0 (Dream, Ye et al., arXiv 2508.15487, its `sample_tokens`).
        DREAM,
        /// Temperature, then top-k, then top-p; the confidence is the probability in what is left (SDAR, arXiv 2510.06303).
        SDAR,
        /// As [#SDAR] (LLaDA2.0, arXiv 2512.15745).
        LLADA2,
        /// Temperature, then top-k, then top-p, for autoregression.
        PLAIN;

        /// The name used on the command line and in files.
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// Finds a convention by its name.
        ///
        /// @throws IllegalArgumentException naming the nearest known values, if there is none of that name
        public static Style of(String id) {
            return Names.find("sampler", id, List.of(values()), Style::id);
        }
    }

    public Sampling {
        if (!(temperature >= 0) || Double.isInfinite(temperature) || topK < 0 || !(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("bad sampling: temperature=" + temperature + " top-k=" + topK + " top-p="
                    + topP + "; expected temperature from 0, top-k from 0, top-p above 0 and at most 1");
        }
        boolean isFiltered = topK > 0 || topP < 1;
        if (isFiltered && style == Style.LLADA) {
            throw new IllegalArgumentException(
                    "sampler llada has no top-k and no top-p; leave them out, or name another");
        }
        if (isFiltered && temperature == 0 && style != Style.DREAM) {
            throw new IllegalArgumentException("top-k and top-p need a temperature above 0");
        }
    }

    /// The most probable token; the seed is for rules that commit in random order.
    public static Sampling greedy(long seed) {
        return new Sampling(Style.PLAIN, 0, 0, 1, seed);
    }

    /// Whether what the kernels find is all there is to know.
    public boolean isGreedy() {
        return temperature == 0 && !isFiltered();
    }

    boolean isFiltered() {
        return topK > 0 || topP < 1;
    }
}
