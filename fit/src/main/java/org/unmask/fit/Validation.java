package org.unmask.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.catalog.PublishedFile;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.cost.roofline.Profile;

/// How far predictions are from the published times of one file, under given profiles and under fitted ones.
///
/// @param points  in the order of the file
/// @param rows  one per profile, then `fitted`, the profile fitted to all plausible points of the file, then
///     `held back`, each group predicted by a profile fitted to the other groups
public record Validation(PublishedFile file, List<Point> points, List<Row> rows) {
    /// The name of the profile fitted to the file.
    public static final String FITTED = "fitted";
    /// The name of the profiles fitted to all groups but that of the point.
    public static final String HELD_BACK = "held back";

    /// One published time.
    ///
    /// @param reference  the point whose ratio to this one is compared, for points of which only ratios mean
    ///     something
    /// @param implausible  why it is left out of the statistics; empty if it is not
    /// @param predictions  seconds by profile, in the order of the rows; none where nothing could be fitted
    /// @param errors  predicted over published, less one, by profile; of the ratios if the point has a reference
    public record Point(
            PublishedPoint published,
            Observation observation,
            Optional<Observation> reference,
            Optional<String> implausible,
            boolean fits,
            Map<String, Double> predictions,
            Map<String, Double> errors) {
        /// Whether the point says something about errors: it is plausible, and not the reference of its setting.
        public boolean counts() {
            return implausible.isEmpty()
                    && !reference.filter(observation::equals).isPresent();
        }
    }

    /// The errors of one profile.
    ///
    /// @param profile  a name
    public record Row(String profile, ErrorStatistics errors) {}

    public Validation {
        points = List.copyOf(points);
        rows = List.copyOf(rows);
    }

    /// Predicts every published point under every profile, and under profiles fitted to the file.
    ///
    /// @param published  of the file
    /// @param commits  reads the file that a strategy names as `profile=FILE`
    public static Validation of(
            PublishedFile file, List<PublishedPoint> published, List<Profile> profiles, StrategyFiles commits) {
        Map<String, Observation> references = new LinkedHashMap<>();
        List<Point> points = new ArrayList<>();
        for (PublishedPoint point : published) {
            Observation observation = point.observation(commits);
            point.relativeTo().ifPresent(setting -> references.putIfAbsent(setting, observation));
            points.add(new Point(
                    point,
                    observation,
                    point.relativeTo().map(references::get),
                    observation.implausible(),
                    point.fits(commits),
                    new LinkedHashMap<>(),
                    new LinkedHashMap<>()));
        }
        List<Row> rows = new ArrayList<>();
        for (Profile profile : profiles) {
            rows.add(row(profile.id(), points, _ -> Optional.of(profile)));
        }
        Map<String, Optional<Profile>> fits = new LinkedHashMap<>();
        rows.add(row(FITTED, points, _ -> fits.computeIfAbsent("", none -> fit(points, none))));
        fits.clear();
        rows.add(row(HELD_BACK, points, group -> fits.computeIfAbsent(group, left -> fit(points, left))));
        return new Validation(file, points, rows);
    }

    private interface ProfileOfGroup {
        Optional<Profile> of(String group);
    }

    private static Row row(String name, List<Point> points, ProfileOfGroup profiles) {
        List<Double> errors = new ArrayList<>();
        for (Point point : points) {
            Optional<Profile> profile = profiles.of(point.observation().group());
            if (profile.isPresent()) {
                double error = error(point, profile.get());
                point.predictions().put(name, point.observation().predicted(profile.get()));
                point.errors().put(name, error);
                if (point.counts()) {
                    errors.add(error);
                }
            }
        }
        return new Row(
                name,
                ErrorStatistics.of(
                        errors.stream().mapToDouble(Double::doubleValue).toArray()));
    }

    private static double error(Point point, Profile profile) {
        double factor = 1 + point.observation().error(profile);
        return point.reference()
                .map(reference -> factor / (1 + reference.error(profile)) - 1)
                .orElse(factor - 1);
    }

    /// Fitted to the groups but one; empty if what is left determines no parameter.
    private static Optional<Profile> fit(List<Point> points, String left) {
        List<Observation> others = points.stream()
                .filter(point -> point.implausible().isEmpty()
                        && point.reference().isEmpty()
                        && !point.observation().group().equals(left))
                .map(Point::observation)
                .toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        Fit fit = Calibration.fit(others, Map.of());
        boolean determined = fit.estimates().stream().anyMatch(estimate -> estimate.status() == Fit.Status.FITTED);
        return determined ? Optional.of(fit.profile(FITTED, "fitted")) : Optional.empty();
    }

    /// Points that nobody can have measured on the assumed device.
    public long implausible() {
        return points.stream().filter(point -> point.implausible().isPresent()).count();
    }

    /// Points for which the assumed device has no room.
    public long tooLarge() {
        return points.stream().filter(point -> !point.fits()).count();
    }
}
