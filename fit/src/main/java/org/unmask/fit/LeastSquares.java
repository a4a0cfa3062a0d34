package org.unmask.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.DiagonalMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.ProfileParameter;

/// The bounded least-squares problem of a calibration.
///
/// Efficiencies are fitted as their logarithms, times in a unit near their size. Maxima make the sum of squares smooth
/// in pieces only, so the optimiser starts from several corners and the best end counts. A parameter that an end leaves
/// at a bound is held there and the others go on.
final class LeastSquares {
    private static final double LEAST_EFFICIENCY = 1e-4;
    private static final double STEP = 1e-6;
    /// A parameter this near to a bound is at it.
    private static final double AT_BOUND = 1e-9;
    /// Parts of a direction below this share of its largest do not count.
    private static final double PART = 0.1;
    /// At a corner the descent creeps; by then it is as good as it gets.
    private static final int ITERATIONS = 60;
    /// An iteration that takes less than this share off the cost is the last.
    private static final double NO_PROGRESS = 1e-8;
    private static final double[] EFFICIENCY_STARTS = {0.8, 0.3};
    /// Shares of the most that the shortest times allow, of a call and of a layer.
    private static final double[][] SECONDS_STARTS = {{0.02, 0.98}, {0.98, 0.02}};

    private final List<Observation> points;
    private final List<Predictor> predictors;
    private final Map<ProfileParameter, Double> given;
    private final RealVector target;
    private final RealMatrix weights;
    private final Map<ProfileParameter, Double> scales = new EnumMap<>(ProfileParameter.class);

    /// @param given  values of parameters that are not fitted; others that are not fitted add nothing
    LeastSquares(List<Observation> points, Map<ProfileParameter, Double> given) {
        this.points = points;
        this.predictors = points.stream().map(Predictor::new).toList();
        this.given = given;
        this.target = new ArrayRealVector(
                points.stream().mapToDouble(point -> Math.log(point.seconds())).toArray());
        this.weights = new DiagonalMatrix(
                points.stream().mapToDouble(Observation::weight).toArray());
        scales.put(
                ProfileParameter.OPERATOR_SECONDS,
                points.stream()
                        .mapToDouble(point -> point.seconds() / point.calls())
                        .min()
                        .orElse(1));
        scales.put(
                ProfileParameter.DISPATCH_SECONDS_PER_LAYER,
                points.stream()
                        .filter(point -> point.operator().isEmpty())
                        .mapToDouble(point -> point.seconds() / point.layers())
                        .min()
                        .orElse(1e-6));
    }

    /// The best end of all starts.
    Solution solve(List<ProfileParameter> free) {
        if (free.isEmpty()) {
            return new Solution(free, List.of(), new double[0]);
        }
        double[] best = {};
        double least = Double.POSITIVE_INFINITY;
        for (double[] start : starts(free)) {
            double[] end = descend(free, start);
            double cost = cost(free, end);
            if (cost < least) {
                least = cost;
                best = end;
            }
        }
        if (best.length == 0) {
            throw new IllegalStateException("the fit found no finite error; are the times right?");
        }
        return new Solution(free, inner(free, best), best);
    }

    private List<double[]> starts(List<ProfileParameter> free) {
        List<double[]> starts = new ArrayList<>();
        for (double efficiency : EFFICIENCY_STARTS) {
            for (double[] seconds : SECONDS_STARTS) {
                starts.add(free.stream()
                        .mapToDouble(parameter -> switch (parameter) {
                            case MATMUL_EFFICIENCY,
                                    ATTENTION_EFFICIENCY,
                                    MEMORY_EFFICIENCY,
                                    ATTENTION_MEMORY_EFFICIENCY,
                                    EXPERT_MEMORY_EFFICIENCY -> Math.log(efficiency);
                            case OVERLAP -> efficiency;
                            case OPERATOR_SECONDS, SEQUENCE_SECONDS -> seconds[0];
                            case DISPATCH_SECONDS_PER_LAYER -> seconds[1];
                        })
                        .toArray());
            }
        }
        return starts;
    }

    /// Goes down; holds what ends at a bound and goes on with the others, until none is added.
    private double[] descend(List<ProfileParameter> free, double[] start) {
        double[] at = start;
        List<ProfileParameter> moving = free;
        while (!moving.isEmpty()) {
            double[] next = optimise(free, moving, at);
            List<ProfileParameter> inner = inner(free, next);
            List<ProfileParameter> still =
                    moving.stream().filter(inner::contains).toList();
            at = next;
            if (still.size() == moving.size()) {
                break;
            }
            moving = still;
        }
        return at;
    }

    private double[] optimise(List<ProfileParameter> free, List<ProfileParameter> moving, double[] start) {
        int[] index = moving.stream().mapToInt(free::indexOf).toArray();
        double[] first = Arrays.stream(index).mapToDouble(i -> start[i]).toArray();
        try {
            RealVector end = new LevenbergMarquardtOptimizer()
                    .optimize(new LeastSquaresBuilder()
                            .model(x -> value(free, moving, spread(start, index, x)))
                            .target(target)
                            .weight(weights)
                            .start(first)
                            .parameterValidator(x -> clamped(moving, x))
                            .checker((iteration, before, after) -> iteration >= ITERATIONS
                                    || before.getCost() - after.getCost() <= NO_PROGRESS * before.getCost())
                            .maxIterations(2 * ITERATIONS)
                            .maxEvaluations(20 * ITERATIONS)
                            .lazyEvaluation(false)
                            .build())
                    .getPoint();
            return spread(start, index, end);
        } catch (MathIllegalStateException _) {
            // No convergence from this start: others are tried, and its start counts as its end.
            return start;
        }
    }

    private static double[] spread(double[] all, int[] index, RealVector values) {
        double[] spread = all.clone();
        for (int i = 0; i < index.length; i++) {
            spread[index[i]] = values.getEntry(i);
        }
        return spread;
    }

    private static RealVector clamped(List<ProfileParameter> parameters, RealVector x) {
        RealVector clamped = x.copy();
        for (int i = 0; i < parameters.size(); i++) {
            clamped.setEntry(i, Math.clamp(x.getEntry(i), low(parameters.get(i)), high(parameters.get(i))));
        }
        return clamped;
    }

    private static double low(ProfileParameter parameter) {
        return parameter.kind() == ProfileParameter.Kind.EFFICIENCY ? Math.log(LEAST_EFFICIENCY) : 0;
    }

    private static double high(ProfileParameter parameter) {
        return switch (parameter.kind()) {
            case EFFICIENCY -> 0;
            case SHARE -> 1;
            case SECONDS -> Double.MAX_VALUE;
        };
    }

    private static List<ProfileParameter> inner(List<ProfileParameter> free, double[] at) {
        List<ProfileParameter> inner = new ArrayList<>();
        for (int i = 0; i < at.length; i++) {
            ProfileParameter parameter = free.get(i);
            if (at[i] > low(parameter) + AT_BOUND && at[i] < high(parameter) - AT_BOUND) {
                inner.add(parameter);
            }
        }
        return inner;
    }

    private Pair<RealVector, RealMatrix> value(
            List<ProfileParameter> free, List<ProfileParameter> moving, double[] at) {
        return new Pair<>(new ArrayRealVector(logarithms(free, at)), jacobian(free, moving, at));
    }

    /// Differences to a point nearby that is within the bounds.
    private RealMatrix jacobian(List<ProfileParameter> free, List<ProfileParameter> columns, double[] at) {
        RealMatrix jacobian = new Array2DRowRealMatrix(points.size(), columns.size());
        double[] here = logarithms(free, at);
        for (int column = 0; column < columns.size(); column++) {
            ProfileParameter parameter = columns.get(column);
            int i = free.indexOf(parameter);
            double[] near = at.clone();
            near[i] = at[i] + STEP > high(parameter) ? at[i] - STEP : at[i] + STEP;
            double[] there = logarithms(free, near);
            for (int row = 0; row < here.length; row++) {
                jacobian.setEntry(row, column, (there[row] - here[row]) / (near[i] - at[i]));
            }
        }
        return jacobian;
    }

    private double[] logarithms(List<ProfileParameter> free, double[] at) {
        Profile profile = ProfileParameter.profile("fit", values(free, at), "fitted");
        return predictors.stream()
                .mapToDouble(point -> Math.log(point.seconds(profile)))
                .toArray();
    }

    private double cost(List<ProfileParameter> free, double[] at) {
        double[] logarithms = logarithms(free, at);
        double cost = 0;
        for (int row = 0; row < logarithms.length; row++) {
            double residual = logarithms[row] - target.getEntry(row);
            cost += points.get(row).weight() * residual * residual;
        }
        return cost;
    }

    private Map<ProfileParameter, Double> values(List<ProfileParameter> free, double[] at) {
        Map<ProfileParameter, Double> values = new EnumMap<>(ProfileParameter.class);
        values.putAll(given);
        for (int i = 0; i < at.length; i++) {
            ProfileParameter parameter = free.get(i);
            values.put(
                    parameter,
                    switch (parameter.kind()) {
                        case EFFICIENCY -> Math.min(1, Math.exp(at[i]));
                        case SHARE -> at[i];
                        case SECONDS -> at[i] * scales.getOrDefault(parameter, 1.0);
                    });
        }
        return values;
    }

    /// Where a descent ended, and what the Jacobian says there.
    final class Solution {
        private final List<ProfileParameter> all;
        private final List<ProfileParameter> inner;
        private final double[] at;
        private final RealMatrix jacobian;
        private final RealMatrix edge;
        private final double[] lengths;

        /// @param inner  parameters that are not at a bound
        Solution(List<ProfileParameter> all, List<ProfileParameter> inner, double[] at) {
            this.all = all;
            this.inner = inner;
            this.at = at;
            this.edge = all.isEmpty() ? MatrixUtils.createRealMatrix(1, 1) : weighted(jacobian(all, all, at));
            this.jacobian = inner.isEmpty() ? edge : weighted(jacobian(all, inner, at));
            this.lengths = new double[inner.size()];
            for (int column = 0; column < lengths.length; column++) {
                lengths[column] = jacobian.getColumnVector(column).getNorm();
            }
        }

        private RealMatrix weighted(RealMatrix plain) {
            for (int row = 0; row < plain.getRowDimension(); row++) {
                plain.setRowVector(
                        row,
                        plain.getRowVector(row)
                                .mapMultiply(Math.sqrt(points.get(row).weight())));
            }
            return plain;
        }

        List<ProfileParameter> all() {
            return all;
        }

        List<ProfileParameter> inner() {
            return inner;
        }

        double value(ProfileParameter parameter) {
            return values(all, at).getOrDefault(parameter, parameter.neutral());
        }

        /// The length of the parameter's column.
        double effect(ProfileParameter parameter) {
            return edge.getColumnVector(all.indexOf(parameter)).getNorm();
        }

        /// Singular values of the Jacobian with columns of length one: largest over smallest.
        double condition() {
            if (inner.isEmpty()) {
                return Double.NaN;
            }
            double[] squares = correlation().getEigenvalues();
            double smallest = Arrays.stream(squares).min().orElse(0);
            double largest = Arrays.stream(squares).max().orElse(0);
            return smallest <= 0 ? Double.POSITIVE_INFINITY : Math.sqrt(largest / smallest);
        }

        /// The parameters that take part in the direction that changes the times least.
        List<ProfileParameter> confounded() {
            EigenDecompositionSymmetric decomposition = correlation();
            double[] squares = decomposition.getEigenvalues();
            int smallest = 0;
            for (int i = 1; i < squares.length; i++) {
                smallest = squares[i] < squares[smallest] ? i : smallest;
            }
            RealVector direction = decomposition.getEigenvector(smallest);
            double most = direction.getLInfNorm();
            List<ProfileParameter> confounded = new ArrayList<>();
            for (int i = 0; i < direction.getDimension(); i++) {
                if (Math.abs(direction.getEntry(i)) > PART * most) {
                    confounded.add(inner.get(i));
                }
            }
            return confounded;
        }

        /// The weighted sum of squares.
        double cost() {
            return LeastSquares.this.cost(all, at);
        }

        private EigenDecompositionSymmetric correlation() {
            RealMatrix unit = jacobian.copy();
            for (int column = 0; column < lengths.length; column++) {
                unit.setColumnVector(column, unit.getColumnVector(column).mapDivide(lengths[column]));
            }
            return new EigenDecompositionSymmetric(unit.transposeMultiply(unit));
        }

        /// Of an efficiency relative to its value, of a share in its own unit, of a time relative to its value.
        double relativeError(ProfileParameter parameter) {
            double error = error(parameter);
            return parameter.kind() == ProfileParameter.Kind.SECONDS ? error / at[all.indexOf(parameter)] : error;
        }

        /// In the unit of the value.
        double standardError(ProfileParameter parameter) {
            double error = relativeError(parameter);
            return parameter.kind() == ProfileParameter.Kind.SHARE ? error : error * value(parameter);
        }

        /// Of the fitted variable, from the covariance of the linear problem at the solution.
        private double error(ProfileParameter parameter) {
            int freedom = points.size() - inner.size();
            if (freedom < 1) {
                return Double.POSITIVE_INFINITY;
            }
            EigenDecompositionSymmetric decomposition = correlation();
            int i = inner.indexOf(parameter);
            double inverse = 0;
            for (int k = 0; k < lengths.length; k++) {
                double part = decomposition.getEigenvector(k).getEntry(i);
                inverse += part * part / decomposition.getEigenvalue(k);
            }
            return Math.sqrt(inverse * cost() / freedom) / lengths[i];
        }
    }
}
