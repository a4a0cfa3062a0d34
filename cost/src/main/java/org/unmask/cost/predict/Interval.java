package org.unmask.cost.predict;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.ProfileErrors;
import org.unmask.cost.roofline.ProfileParameter;

/// Between what the seconds of a generation are in nine cases of ten, if a profile is right.
///
/// Each number of the profile is moved by its standard error, and the logarithms of what that does to the time are added as
/// squares, with the scatter of the software's times: as if errors were independent, and small.
///
/// @param low  seconds
/// @param high  seconds
public record Interval(double low, double high) {
    /// The share of cases.
    public static final double SHARE = 0.9;

    /// Standard deviations above which a normal distribution has a twentieth of its cases.
    private static final double QUANTILE = 1.645;

    /// Empty under a profile that does not know how sure its numbers are.
    static Optional<Interval> of(Prediction prediction) {
        Scenario scenario = prediction.scenario();
        Profile profile = scenario.profile().on(scenario.roofline().generation());
        ProfileErrors errors = profile.errors();
        if (!errors.isKnown()) {
            return Optional.empty();
        }
        double seconds = seconds(prediction, profile);
        double variance = errors.scatter() * errors.scatter();
        for (Map.Entry<ProfileParameter, Double> error : errors.relative().entrySet()) {
            double change = Math.log(seconds(prediction, moved(profile, error.getKey(), error.getValue())) / seconds);
            variance += change * change;
        }
        double factor = Math.exp(QUANTILE * Math.sqrt(variance));
        return Optional.of(new Interval(seconds / factor, seconds * factor));
    }

    private static double seconds(Prediction prediction, Profile profile) {
        Scenario scenario = prediction.scenario().under(profile);
        return new PointQuoter(scenario, prediction.files()).quote(scenario).seconds();
    }

    /// The profile with a number that makes times longer by its error.
    private static Profile moved(Profile profile, ProfileParameter parameter, double error) {
        Map<ProfileParameter, Double> values = new EnumMap<>(ProfileParameter.class);
        for (ProfileParameter each : ProfileParameter.values()) {
            values.put(each, each.of(profile));
        }
        boolean isTime = parameter.kind() == ProfileParameter.Kind.SECONDS;
        values.merge(parameter, Math.exp(isTime ? error : -error), (value, factor) -> value * factor);
        return ProfileParameter.profile(profile.id(), values, profile.source());
    }
}
