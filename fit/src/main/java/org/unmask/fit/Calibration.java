package org.unmask.fit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unmask.cost.roofline.ProfileParameter;
import org.unmask.fit.Fit.Estimate;
import org.unmask.fit.Fit.Status;

/// Fits a profile: the parameters with the least sum of squared logarithms of predicted over measured time.
///
/// Parameters that the times do not determine are found by the Jacobian at the solution. Of those, the one without
/// which the others fit best is set to the value that adds nothing, and the others are fitted anew, until all that are
/// left are determined.
public final class Calibration {
    /// A column of the Jacobian shorter than this: no time changes by a millionth when the parameter doubles.
    private static final double NO_EFFECT = 1e-6;
    /// Singular values closer to zero than this share of the largest: parameters that only a sum or ratio fixes.
    private static final double WORST_CONDITION = 1e3;
    /// Standard errors above this part of the value, or of its whole range for a share, say nothing.
    private static final double LARGEST_RELATIVE_ERROR = 0.5;

    private Calibration() {}

    /// Fits the parameters of a profile to observed times.
    ///
    /// @param given  parameters that are not fitted
    /// @throws IllegalArgumentException if no plausible point is left, or a given value is out of range
    public static Fit fit(List<Observation> observations, Map<ProfileParameter, Double> given) {
        ProfileParameter.profile("given", given, "given");
        List<Observation> points = new ArrayList<>();
        List<Fit.Implausible> implausible = new ArrayList<>();
        for (Observation observation : observations) {
            Optional<String> reason = observation.implausible();
            reason.ifPresent(text -> implausible.add(new Fit.Implausible(observation, text)));
            if (reason.isEmpty()) {
                points.add(observation);
            }
        }
        if (points.isEmpty()) {
            throw new IllegalArgumentException("nothing to fit: " + observations.size() + " points, "
                    + implausible.size() + " of them implausible");
        }
        return fit(points, implausible, given);
    }

    private static Fit fit(
            List<Observation> points, List<Fit.Implausible> implausible, Map<ProfileParameter, Double> given) {
        Map<ProfileParameter, String> undetermined = new EnumMap<>(ProfileParameter.class);
        Set<ProfileParameter> free = EnumSet.copyOf(ProfileParameter.OF_ONE_PROGRAM);
        free.removeAll(given.keySet());
        LeastSquares problem = new LeastSquares(points, given);
        LeastSquares.Solution solution = problem.solve(List.copyOf(free));
        while (true) {
            Map<ProfileParameter, String> idle = withoutEffect(solution);
            Map<ProfileParameter, String> weak = idle.isEmpty() ? weak(solution) : idle;
            if (weak.isEmpty()) {
                return new Fit(estimates(solution, given, undetermined), points, implausible, solution.condition());
            }
            if (!idle.isEmpty()) {
                undetermined.putAll(idle);
                free.removeAll(idle.keySet());
                solution = problem.solve(List.copyOf(free));
            } else {
                ProfileParameter dropped = cheapest(problem, free, weak.keySet());
                undetermined.put(dropped, weak.getOrDefault(dropped, ""));
                free.remove(dropped);
                solution = problem.solve(List.copyOf(free));
            }
        }
    }

    /// Of parameters that are all hardly determined, the one without which the others fit best.
    private static ProfileParameter cheapest(
            LeastSquares problem, Set<ProfileParameter> free, Set<ProfileParameter> candidates) {
        Map<ProfileParameter, Double> costs = new EnumMap<>(ProfileParameter.class);
        for (ProfileParameter candidate : candidates) {
            List<ProfileParameter> others =
                    free.stream().filter(parameter -> parameter != candidate).toList();
            costs.put(candidate, problem.solve(others).cost());
        }
        return candidates.stream()
                .min(Comparator.comparingDouble(candidate -> costs.getOrDefault(candidate, Double.NaN)))
                .orElseThrow();
    }

    private static Map<ProfileParameter, String> withoutEffect(LeastSquares.Solution solution) {
        Map<ProfileParameter, String> found = new EnumMap<>(ProfileParameter.class);
        for (ProfileParameter parameter : solution.all()) {
            if (solution.effect(parameter) < NO_EFFECT) {
                found.put(parameter, "no time depends on it");
            }
        }
        return found;
    }

    /// Parameters of which at least one is not determined.
    private static Map<ProfileParameter, String> weak(LeastSquares.Solution solution) {
        Map<ProfileParameter, String> found = new EnumMap<>(ProfileParameter.class);
        if (solution.condition() > WORST_CONDITION) {
            solution.confounded()
                    .forEach(parameter -> found.put(parameter, "it cannot be told from the others by these times"));
            return found;
        }
        for (ProfileParameter parameter : solution.inner()) {
            if (solution.relativeError(parameter) > LARGEST_RELATIVE_ERROR) {
                found.put(
                        parameter,
                        String.format(
                                Locale.ROOT,
                                "standard error %.3g of %.3g",
                                solution.standardError(parameter),
                                solution.value(parameter)));
            }
        }
        return found;
    }

    private static List<Estimate> estimates(
            LeastSquares.Solution solution,
            Map<ProfileParameter, Double> given,
            Map<ProfileParameter, String> undetermined) {
        List<Estimate> estimates = new ArrayList<>();
        for (ProfileParameter parameter : ProfileParameter.values()) {
            if (!ProfileParameter.OF_ONE_PROGRAM.contains(parameter) && !given.containsKey(parameter)) {
                continue;
            }
            double value = solution.value(parameter);
            if (given.containsKey(parameter)) {
                estimates.add(new Estimate(parameter, value, Double.NaN, Status.GIVEN, "given"));
            } else if (undetermined.containsKey(parameter)) {
                String note = undetermined.getOrDefault(parameter, "");
                estimates.add(new Estimate(parameter, value, Double.NaN, Status.UNDETERMINED, note));
            } else if (solution.inner().contains(parameter)) {
                estimates.add(new Estimate(parameter, value, solution.standardError(parameter), Status.FITTED, ""));
            } else {
                estimates.add(
                        new Estimate(parameter, value, Double.NaN, Status.AT_BOUND, "the times pull it to its end"));
            }
        }
        return estimates;
    }
}
