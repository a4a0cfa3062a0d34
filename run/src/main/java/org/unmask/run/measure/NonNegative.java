package org.unmask.run.measure;

import java.util.List;

/// Least squares with coefficients that are not below 0, by coordinate descent on relative errors.
final class NonNegative {
    private static final int SWEEPS = 500;

    private NonNegative() {}

    /// The coefficients `c >= 0` that make `Σ ((rows[i] · c − values[i]) / values[i])²` least.
    ///
    /// @param rows  of equal length
    /// @param values  above 0
    static double[] leastSquares(List<double[]> rows, List<Double> values) {
        int width = rows.getFirst().length;
        double[] found = new double[width];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int k = 0; k < width; k++) {
                double product = 0;
                double square = 0;
                for (int i = 0; i < rows.size(); i++) {
                    double scale = 1 / values.get(i);
                    double rest = 1;
                    for (int j = 0; j < width; j++) {
                        rest -= j == k ? 0 : rows.get(i)[j] * scale * found[j];
                    }
                    product += rows.get(i)[k] * scale * rest;
                    square += rows.get(i)[k] * scale * rows.get(i)[k] * scale;
                }
                found[k] = square == 0 ? 0 : Math.max(0, product / square);
            }
        }
        return found;
    }
}
