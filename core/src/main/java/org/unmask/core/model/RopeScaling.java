package org.unmask.core.model;

import java.util.List;

/// How a model that was trained further on longer contexts changes its rotary frequencies.
public sealed interface RopeScaling {
    /// The frequency that takes the place of another.
    ///
    /// @param pair  of elements that turn together, from 0
    double scaled(double frequency, int pair);

    /// LLaMA-3.1 and later: waves longer than the old context are stretched by a factor, short ones kept, those between
    /// mixed (Llama Team 2024, arXiv 2407.21783; rule as in `rope_type` `llama3` of the published configurations).
    ///
    /// @param factor  a stretched wave is longer by
    /// @param low  waves longer than `positions / low` are stretched
    /// @param high  waves shorter than `positions / high` are kept
    /// @param positions  of the context the model was trained on before
    record Llama3(double factor, double low, double high, int positions) implements RopeScaling {
        public Llama3 {
            if (!(factor >= 1) || !(low > 0) || !(high > low) || positions < 1 || Double.isInfinite(factor + high)) {
                throw new IllegalArgumentException("bad rope scaling: factor=" + factor + " low=" + low + " high="
                        + high + " positions=" + positions);
            }
        }

        @Override
        public double scaled(double frequency, int pair) {
            double waves = positions * frequency / (2 * Math.PI);
            double kept = Math.clamp((waves - low) / (high - low), 0, 1);
            return (1 - kept) * frequency / factor + kept * frequency;
        }
    }

    /// Every frequency divided by a number of its own, as GGUF files have it (`rope_freqs.weight`).
    ///
    /// @param divisors  one per pair
    record Divided(List<Double> divisors) implements RopeScaling {
        public Divided {
            divisors = List.copyOf(divisors);
            for (double divisor : divisors) {
                if (!(divisor > 0) || Double.isInfinite(divisor)) {
                    throw new IllegalArgumentException("bad rope scaling: divisor=" + divisor);
                }
            }
        }

        @Override
        public double scaled(double frequency, int pair) {
            return frequency / divisors.get(pair);
        }
    }
}
