package org.unmask.cost.timing;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.stream.DoubleStream;

/// Seconds over a size: straight between what was timed, in proportion to the size above it.
public final class Curve {
    private final double[] x;
    private final double[] y;

    private Curve(double[] x, double[] y) {
        this.x = x;
        this.y = y;
    }

    /// A curve through points.
    ///
    /// @param points  seconds by size, at least one
    static Curve of(SortedMap<? extends Number, Double> points) {
        return new Curve(
                points.keySet().stream().mapToDouble(Number::doubleValue).toArray(),
                points.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// A curve of equal seconds at every size.
    static Curve constant(double seconds) {
        return new Curve(new double[] {0}, new double[] {seconds});
    }

    /// A straight line over all sizes.
    ///
    /// @param start  seconds at size 0
    /// @param slope  seconds for each further size
    public static Curve line(double start, double slope) {
        double far = 1L << 40;
        return new Curve(new double[] {0, far}, new double[] {start, start + far * slope});
    }

    /// `first · a + second · b`.
    static Curve sum(double first, Curve a, double second, Curve b) {
        if (second == 0 && first == 1) {
            return a;
        }
        double[] sizes = Arrays.equals(a.x, b.x) ? a.x : union(a.x, b.x);
        double[] seconds = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            seconds[i] = first * a.at(sizes[i]) + second * b.at(sizes[i]);
        }
        return new Curve(sizes, seconds);
    }

    private static double[] union(double[] a, double[] b) {
        return DoubleStream.concat(Arrays.stream(a), Arrays.stream(b))
                .sorted()
                .distinct()
                .toArray();
    }

    /// This curve times a factor.
    Curve times(double factor) {
        return factor == 1
                ? this
                : new Curve(x, Arrays.stream(y).map(seconds -> factor * seconds).toArray());
    }

    /// This curve with seconds added at every size.
    Curve plus(double seconds) {
        return seconds == 0
                ? this
                : new Curve(x, Arrays.stream(y).map(some -> some + seconds).toArray());
    }

    /// Whether a size is a point of the curve, between two, or above all.
    Basis basis(double size) {
        if (size > x[x.length - 1]) {
            return Basis.EXTRAPOLATED;
        }
        return Arrays.binarySearch(x, size) >= 0 ? Basis.TIMED : Basis.INTERPOLATED;
    }

    /// Seconds at a size.
    public double at(double size) {
        int from = piece(size);
        return y[from] + slope(from) * (size - x[from]);
    }

    /// `Σ at(from + k·step)` for `k` from 0 to `count-1`: an arithmetic series on every straight piece.
    public double sum(double from, double step, int count) {
        if (step == 0) {
            return count * at(from);
        }
        double sum = 0;
        int done = 0;
        while (done < count) {
            double size = from + done * step;
            int piece = piece(step > 0 ? size : Math.nextDown(size));
            double end = step > 0 ? end(piece) : start(piece);
            double steps = Math.ceil((end - size) / step);
            int terms = (int) Math.max(1, Math.min(count - done, steps));
            double slope = slope(piece);
            double first = y[piece] + slope * (size - x[piece]);
            sum += terms * (first + slope * step * (terms - 1) / 2.0);
            done += terms;
        }
        return sum;
    }

    /// The straight piece that begins at the last point not above a size; the first one for what is below.
    private int piece(double size) {
        int found = 0;
        while (found + 1 < x.length && x[found + 1] <= size) {
            found++;
        }
        return found;
    }

    private double start(int piece) {
        return piece == 0 ? Double.NEGATIVE_INFINITY : x[piece];
    }

    private double end(int piece) {
        return piece + 1 < x.length ? x[piece + 1] : Double.POSITIVE_INFINITY;
    }

    private double slope(int piece) {
        if (piece + 1 < x.length) {
            return (y[piece + 1] - y[piece]) / (x[piece + 1] - x[piece]);
        }
        return x[piece] > 0 ? y[piece] / x[piece] : 0;
    }
}
