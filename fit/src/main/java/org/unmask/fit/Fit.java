package org.unmask.fit;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.ProfileParameter;

/// A profile fitted to times, and how sure its numbers are.
///
/// @param estimates  of every parameter
/// @param points  what was fitted to
/// @param implausible  what was left out, as no machine of these roofs can have done it
/// @param condition  largest over smallest singular value of the Jacobian of the fitted parameters, columns of length
///     one; 1 is best, NaN if nothing was fitted
public record Fit(List<Estimate> estimates, List<Observation> points, List<Implausible> implausible, double condition) {
    /// How a number came about.
    public enum Status {
        /// Determined by the times.
        FITTED,
        /// The times pull it against an end of its range.
        AT_BOUND,
        /// Given by the user.
        GIVEN,
        /// The times do not determine it; it has the value that adds nothing.
        UNDETERMINED;

        /// The name used in files.
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A parameter of the profile and how well the times determine it.
    ///
    /// @param standardError  in the unit of the value; NaN unless fitted
    /// @param note  why it is not fitted, for people; empty if it is
    public record Estimate(
            ProfileParameter parameter, double value, double standardError, Status status, String note) {}

    /// A time that needs more than the machine has.
    public record Implausible(Observation point, String reason) {}

    public Fit {
        estimates = List.copyOf(estimates);
        points = List.copyOf(points);
        implausible = List.copyOf(implausible);
    }

    /// The fitted profile.
    public Profile profile(String id, String source) {
        Map<ProfileParameter, Double> values = new EnumMap<>(ProfileParameter.class);
        estimates.forEach(estimate -> values.put(estimate.parameter(), estimate.value()));
        return ProfileParameter.profile(id, values, source);
    }

    /// The errors on the whole passes that were fitted to.
    public ErrorStatistics residuals() {
        return residuals(
                points.stream().filter(point -> point.operator().isEmpty()).toList());
    }

    /// The errors on the single operators that were fitted to.
    public ErrorStatistics operatorResiduals() {
        return residuals(
                points.stream().filter(point -> point.operator().isPresent()).toList());
    }

    private ErrorStatistics residuals(List<Observation> some) {
        Profile profile = profile("fit", "fitted");
        return ErrorStatistics.of(
                some.stream().mapToDouble(point -> point.error(profile)).toArray());
    }

    /// The whole passes with the largest errors, largest first.
    public List<Observation> worst(int count) {
        Profile profile = profile("fit", "fitted");
        return points.stream()
                .filter(point -> point.operator().isEmpty())
                .sorted((a, b) -> Double.compare(size(b, profile), size(a, profile)))
                .limit(count)
                .toList();
    }

    private static double size(Observation point, Profile profile) {
        return Math.abs(Math.log(point.predicted(profile) / point.seconds()));
    }
}
