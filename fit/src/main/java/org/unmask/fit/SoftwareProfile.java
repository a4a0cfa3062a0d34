package org.unmask.fit;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.unmask.catalog.CatalogProfile;
import org.unmask.catalog.FittedTo;
import org.unmask.cost.hardware.Figure;
import org.unmask.cost.roofline.ProfileErrors;
import org.unmask.cost.roofline.ProfileParameter;

/// What a joint fit says of one program, as a profile that travels to hardware it was not timed on.
///
/// @param profile  empty if there is too little of the program to say anything
/// @param points  times of the program
/// @param sources  of them
public record SoftwareProfile(String software, Optional<CatalogProfile> profile, int points, List<String> sources) {
    /// One source may have done something else than it says.
    private static final int LEAST_SOURCES = 2;

    private static final int LEAST_POINTS = 6;

    /// A number that is less sure owes its value to the first guess.
    private static final double LARGEST_ERROR = 0.6;

    private static final MathContext DIGITS = new MathContext(3);
    private static final MathContext DIGITS_OF_ERRORS = new MathContext(2);

    private static final Set<ProfileParameter> BY_GENERATION = Set.of(
            ProfileParameter.MATMUL_EFFICIENCY,
            ProfileParameter.ATTENTION_EFFICIENCY,
            ProfileParameter.MEMORY_EFFICIENCY,
            ProfileParameter.ATTENTION_MEMORY_EFFICIENCY);

    public SoftwareProfile {
        sources = List.copyOf(sources);
    }

    /// Of every program that was fitted to, in the order of their names.
    public static List<SoftwareProfile> of(JointFit fit) {
        return fit.software().stream().map(name -> of(fit, name)).toList();
    }

    private static SoftwareProfile of(JointFit fit, String software) {
        List<Report> own = fit.reports().stream()
                .filter(report -> report.software().equals(software))
                .toList();
        List<String> sources =
                own.stream().map(Report::source).distinct().sorted().toList();
        boolean enough = sources.size() >= LEAST_SOURCES && own.size() >= LEAST_POINTS;
        return new SoftwareProfile(
                software,
                enough ? Optional.of(profile(fit, software, own, sources)) : Optional.empty(),
                own.size(),
                sources);
    }

    /// Why there is no profile.
    public String missing() {
        return points + (points == 1 ? " time of " : " times of ") + sources.size()
                + (sources.size() == 1 ? " source" : " sources") + " (" + String.join(", ", sources)
                + "); a profile takes " + LEAST_POINTS + " of " + LEAST_SOURCES;
    }

    private static CatalogProfile profile(JointFit fit, String software, List<Report> own, List<String> sources) {
        String how = "fitted: unmask calibrate --all, " + fit.reports().size() + " times of "
                + fit.reports().stream().map(Report::source).distinct().count() + " sources, "
                + own.size() + " of them of " + software;
        Map<String, FittedTo.Generation> generations = new LinkedHashMap<>();
        for (String generation : fit.generations()) {
            Optional<String> on = Optional.of(generation);
            ProfileErrors errors = errors(fit.errors(software, on));
            Map<ProfileParameter, Figure> figures = figures(fit.values(software, on), errors, how);
            figures.keySet().retainAll(BY_GENERATION);
            Map<ProfileParameter, Double> relative = new EnumMap<>(errors.relative());
            relative.keySet().retainAll(BY_GENERATION);
            generations.put(
                    generation, new FittedTo.Generation(figures, new ProfileErrors(relative, errors.scatter())));
        }
        ProfileErrors usual = errors(fit.errors(software, Optional.empty()));
        FittedTo fitted = new FittedTo(own.size(), sources, usual, generations, notFor(software, own));
        return new CatalogProfile(
                software,
                software + ", from what " + sources.size() + " sources reported of it and others of other software",
                figures(fit.values(software, Optional.empty()), usual, how),
                Optional.empty(),
                Optional.of(fitted));
    }

    private static Map<ProfileParameter, Figure> figures(
            Map<ProfileParameter, Double> values, ProfileErrors errors, String how) {
        Map<ProfileParameter, Figure> figures = new EnumMap<>(ProfileParameter.class);
        values.forEach((parameter, value) -> {
            boolean known = errors.relative().getOrDefault(parameter, 0.0) <= LARGEST_ERROR;
            figures.put(
                    parameter,
                    new Figure(rounded(value, DIGITS), known ? how : how + "; hardly more than a first guess"));
        });
        return figures;
    }

    private static ProfileErrors errors(ProfileErrors exact) {
        Map<ProfileParameter, Double> errors = new EnumMap<>(ProfileParameter.class);
        exact.relative().forEach((parameter, error) -> errors.put(parameter, rounded(error, DIGITS_OF_ERRORS)));
        return new ProfileErrors(errors, rounded(exact.scatter(), DIGITS_OF_ERRORS));
    }

    private static double rounded(double value, MathContext digits) {
        return new BigDecimal(value).round(digits).doubleValue();
    }

    private static List<String> notFor(String software, List<Report> own) {
        List<String> sentences = new ArrayList<>();
        String seen = new TreeSet<>(own.stream().map(Report::device).toList())
                .stream().collect(Collectors.joining(", "));
        sentences.add("Times of " + software + " are of " + seen
                + "; on other hardware its shares of the roofs are those of other software, or what is usual.");
        int sequences = own.stream()
                .mapToInt(report -> report.likely().passes().stream()
                        .mapToInt(equal -> equal.load().sequences())
                        .max()
                        .orElse(0))
                .max()
                .orElse(0);
        sentences.add("No batch above " + sequences + " sequences was timed.");
        sentences.add("Times are of one deployment at a time: not of traffic, nor of devices that exchange much.");
        return sentences;
    }
}
