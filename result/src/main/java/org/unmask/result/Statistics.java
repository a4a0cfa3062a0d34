package org.unmask.result;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// What repeated samples of one quantity say: the middle, its spread, and how sure the middle is.
///
/// @param bootstrapLow  lower end of the 95 % interval of the median, by the percentile bootstrap (Efron, Ann.
///     Stat. 7, 1979)
public record Statistics(
        int count,
        double median,
        double lowerQuartile,
        double upperQuartile,
        double bootstrapLow,
        double bootstrapHigh) {
    private static final int RESAMPLES = 2000;
    private static final long SEED = 20251004;

    /// Summarises samples.
    ///
    /// @throws IllegalArgumentException if there are no samples
    public static Statistics of(double[] samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("no samples");
        }
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        double[] medians = new double[RESAMPLES];
        double[] resample = new double[samples.length];
        for (int i = 0; i < RESAMPLES; i++) {
            Arrays.setAll(resample, _ -> samples[random.nextInt(samples.length)]);
            medians[i] = quantile(resample, 50);
        }
        return new Statistics(
                samples.length,
                quantile(samples, 50),
                quantile(samples, 25),
                quantile(samples, 75),
                quantile(medians, 2.5),
                quantile(medians, 97.5));
    }

    /// Linear interpolation between order statistics (type 7 of Hyndman and Fan, 1996).
    ///
    /// @param samples  at least one
    /// @param percent  0 to 100
    public static double quantile(double[] samples, double percent) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        double position = (sorted.length - 1) * percent / 100;
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
