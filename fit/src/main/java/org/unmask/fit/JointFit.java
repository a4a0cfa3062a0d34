package org.unmask.fit;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.ProfileErrors;
import org.unmask.cost.roofline.ProfileParameter;

/// One model of software fitted to the reports of many sources at once.
///
/// It minimises the squares of `ln(predicted / reported)`, large ones counting as their logarithms (the Lorentzian of Huber,
/// Robust Statistics, 1981, section 4.8), and of what each number of a [JointTerm] differs from what is usual. Sources of six times or more weigh the
/// same, others by their times. A report with a quantity between two values has no error where its time is among those predicted.
public final class JointFit {
    /*
     * A pass takes the longer of two times, and which is longer depends on the numbers; from a start at one side a descent
     * does not see the other. So the first descents take a smooth longer time, `(a^k + b^k)^(1/k)`, with a growing power, and
     * plain squares, as outliers of a first guess are none of the best numbers.
     */
    /// Error of one time, and how many independent ones a source counts as: times of a source share what is wrong with it.
    private static final double ERROR = 0.12;

    private static final double TIMES_OF_A_SOURCE = 6;
    private static final int ITERATIONS = 25;
    private static final double STEP = 1e-4;
    private static final double NO_PROGRESS = 1e-5;
    private static final double NORMAL_QUANTILE = 1.4826;

    /// A descent.
    ///
    /// @param power  of the smooth longer time; none for the longer time itself
    /// @param corner  errors above so many standard deviations count less and less
    private record Stage(double power, double corner) {
        DoubleBinaryOperator longer() {
            return Double.isInfinite(power) ? Math::max : this::smooth;
        }

        double cost(double error) {
            double square = corner * corner;
            return square * Math.log1p(error * error / square);
        }

        double weight(double error) {
            return 1 / (1 + error * error / (corner * corner));
        }

        private double smooth(double a, double b) {
            double most = Math.max(a, b);
            return most * Math.pow(1 + Math.pow(Math.min(a, b) / most, power), 1 / power);
        }
    }

    private static final Stage LAST = new Stage(Double.POSITIVE_INFINITY, 2);
    private static final List<Stage> STAGES = List.of(new Stage(2, 1000), new Stage(4, 4), LAST);

    private final JointSpace space;
    private final List<JointReport> reports;
    private final double[] weights;
    private double[] at;
    private RealMatrix covariance;

    private JointFit(List<Report> some, List<JointReport> known) {
        this.space = new JointSpace(some);
        this.reports = known;
        Map<String, Long> counts = some.stream().collect(Collectors.groupingBy(Report::source, Collectors.counting()));
        this.weights = known.stream()
                .mapToDouble(report -> Math.min(
                        1,
                        TIMES_OF_A_SOURCE / counts.getOrDefault(report.report().source(), 1L)))
                .toArray();
        this.at = space.guesses();
        this.covariance = new Array2DRowRealMatrix(space.size(), space.size());
    }

    /// Fits to reports.
    ///
    /// @throws IllegalArgumentException if there is none
    public static JointFit of(List<Report> some) {
        if (some.isEmpty()) {
            throw new IllegalArgumentException("nothing to fit: no report");
        }
        return of(some, JointReport.of(some));
    }

    /// The fit from the first guesses; nothing but the reports decides where it ends.
    private static JointFit of(List<Report> some, List<JointReport> known) {
        JointFit fit = new JointFit(some, known);
        STAGES.forEach(fit::descend);
        return fit;
    }

    /// Goes down by Gauss and Newton, damped after Levenberg and Marquardt.
    private void descend(Stage stage) {
        double damping = 1e-3;
        double cost = cost(at, stage);
        for (int i = 0; i < ITERATIONS; i++) {
            Normal normal = normal(stage);
            double before = cost;
            for (int tries = 0; tries < ITERATIONS && cost >= before; tries++) {
                double[] next = normal.next(at, damping);
                double there = cost(next, stage);
                if (there < cost) {
                    at = next;
                    cost = there;
                    damping /= 10;
                } else {
                    damping *= 10;
                }
            }
            if (before - cost <= NO_PROGRESS * before) {
                break;
            }
        }
        covariance =
                new CholeskyDecomposition(normal(stage).matrix()).getSolver().getInverse();
    }

    private double cost(double[] place, Stage stage) {
        double cost = 0;
        for (int row = 0; row < weights.length; row++) {
            double error = Math.abs(reports.get(row).error(space, place, stage.longer())) / ERROR;
            cost += weights[row] * stage.cost(error);
        }
        for (int i = 0; i < place.length; i++) {
            double apart = (place[i] - centre(place, i)) / spread(i);
            cost += apart * apart;
        }
        return cost;
    }

    /// What a number is spread about.
    private double centre(double[] place, int i) {
        JointSpace.Place own = space.place(i);
        return own.of().isPresent()
                ? place[space.usual(own.term())]
                : own.term().logGuess();
    }

    private double spread(int i) {
        JointSpace.Place own = space.place(i);
        return own.of().isPresent() ? own.term().spread() : own.term().guessError();
    }

    /// The linear problem at a place.
    ///
    /// @param gradient  half of that of the cost
    private record Normal(RealMatrix matrix, RealVector gradient) {
        double[] next(double[] place, double damping) {
            RealMatrix damped = matrix.copy();
            for (int i = 0; i < place.length; i++) {
                damped.multiplyEntry(i, i, 1 + damping);
            }
            RealVector step = new CholeskyDecomposition(damped).getSolver().solve(gradient);
            return new ArrayRealVector(place).subtract(step).toArray();
        }
    }

    private Normal normal(Stage stage) {
        RealMatrix matrix = new Array2DRowRealMatrix(space.size(), space.size());
        RealVector gradient = new ArrayRealVector(space.size());
        for (int row = 0; row < weights.length; row++) {
            add(matrix, gradient, row, stage);
        }
        for (int i = 0; i < space.size(); i++) {
            double weight = 1 / (spread(i) * spread(i));
            double apart = at[i] - centre(at, i);
            matrix.addToEntry(i, i, weight);
            gradient.addToEntry(i, weight * apart);
            JointSpace.Place own = space.place(i);
            if (own.of().isPresent()) {
                int usual = space.usual(own.term());
                matrix.addToEntry(usual, usual, weight);
                matrix.addToEntry(i, usual, -weight);
                matrix.addToEntry(usual, i, -weight);
                gradient.addToEntry(usual, -weight * apart);
            }
        }
        return new Normal(matrix, gradient);
    }

    private void add(RealMatrix matrix, RealVector gradient, int row, Stage stage) {
        JointReport report = reports.get(row);
        int[] indices = report.indices(space);
        double error = report.error(space, at, stage.longer());
        double[] slopes = new double[indices.length];
        for (int k = 0; k < indices.length; k++) {
            double[] near = at.clone();
            near[indices[k]] += STEP;
            slopes[k] = (report.error(space, near, stage.longer()) - error) / STEP;
        }
        double size = Math.abs(error) / ERROR;
        double weight = weights[row] / (ERROR * ERROR) * stage.weight(size);
        for (int k = 0; k < indices.length; k++) {
            gradient.addToEntry(indices[k], weight * slopes[k] * error);
            for (int l = 0; l < indices.length; l++) {
                matrix.addToEntry(indices[k], indices[l], weight * slopes[k] * slopes[l]);
            }
        }
    }

    /// The fit to all reports but some; empty if no report is left. It begins at the first guesses, as [#of] does: where this fit
    /// ended knows what is left out.
    Optional<JointFit> without(Predicate<Report> left) {
        List<JointReport> others =
                reports.stream().filter(each -> !left.test(each.report())).toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        if (others.size() == reports.size()) {
            return Optional.of(this);
        }
        return Optional.of(of(others.stream().map(JointReport::report).toList(), others));
    }

    /// What a program takes on hardware of a generation; the usual where it was not fitted to one of them.
    public Profile profile(String software, Optional<String> generation) {
        return JointSpace.profile(term -> at[space.index(term, software, generation)]);
    }

    /// The numbers of a program on hardware of a generation.
    public Map<ProfileParameter, Double> values(String software, Optional<String> generation) {
        return JointSpace.values(term -> at[space.index(term, software, generation)]);
    }

    /// How sure the numbers of a program on hardware of a generation are.
    public ProfileErrors errors(String software, Optional<String> generation) {
        Map<ProfileParameter, Double> errors = new EnumMap<>(ProfileParameter.class);
        JointTerm.FACTORS.forEach((parameter, terms) -> {
            double variance = 0;
            for (JointTerm a : terms) {
                int index = space.index(a, software, generation);
                for (JointTerm b : terms) {
                    variance += covariance.getEntry(index, space.index(b, software, generation));
                }
                variance += unseen(a, index);
            }
            errors.put(parameter, Math.sqrt(variance));
        });
        return new ProfileErrors(errors, scatter());
    }

    /// The variance of a program or a generation that was not fitted to about what is usual.
    private double unseen(JointTerm term, int index) {
        return term.of() != JointTerm.Of.ALL && index == space.usual(term) ? term.spread() * term.spread() : 0;
    }

    /// Standard deviation of reported times about the fit, each source weighing the same, from the median of the absolute errors.
    public double scatter() {
        return NORMAL_QUANTILE
                * Survey.median(reports.stream()
                        .map(each -> new Survey.Deviation(each.report(), each.error(space, at, LAST.longer())))
                        .toList());
    }

    /// The reports that were fitted to.
    public List<Report> reports() {
        return reports.stream().map(JointReport::report).toList();
    }

    /// Generations of hardware among the reports, in order.
    public List<String> generations() {
        return reports.stream()
                .flatMap(each -> each.report().generation().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /// Programs among the reports, in order.
    public List<String> software() {
        return reports.stream()
                .map(each -> each.report().software())
                .distinct()
                .sorted()
                .toList();
    }
}
