package org.unmask.fit;

import java.util.Arrays;
import org.hipparchus.stat.descriptive.rank.Percentile;

/// How far predictions are from times.
///
/// @param median  of the absolute relative errors
/// @param percentile95  of the absolute relative errors
/// @param bias  the geometric mean of predicted over measured, less one; negative if predictions are too short
public record ErrorStatistics(int points, double median, double percentile95, double bias) {
    /// Summarises relative errors.
    ///
    /// @param errors  predicted over measured, less one
    public static ErrorStatistics of(double[] errors) {
        if (errors.length == 0) {
            return new ErrorStatistics(0, Double.NaN, Double.NaN, Double.NaN);
        }
        double[] absolute = Arrays.stream(errors).map(Math::abs).toArray();
        double bias =
                Math.expm1(Arrays.stream(errors).map(Math::log1p).average().orElse(0));
        return new ErrorStatistics(errors.length, quantile(absolute, 50), quantile(absolute, 95), bias);
    }

    /// Linear interpolation between order statistics (type 7 of Hyndman and Fan, 1996).
    private static double quantile(double[] samples, double percent) {
        return new Percentile()
                .withEstimationType(Percentile.EstimationType.R_7)
                .evaluate(samples, percent);
    }
}
