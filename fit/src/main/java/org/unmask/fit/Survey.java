package org.unmask.fit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.unmask.cost.roofline.Profile;

/// How far predictions are from speeds that many sources reported, under given profiles, under one profile fitted to all of
/// them, and under profiles that have not seen the source, or the device.
///
/// Only reports of which at most one quantity is inferred are fitted, each source with the same weight. Others are predicted
/// by the fits all the same.
///
/// @param reports  in the order of the file
/// @param lines  errors by certainty, source, device, framework and strategy
/// @param fit  of one profile
/// @param joint  of profiles of all software at once
public record Survey(
        List<Report> reports,
        List<Report.Unusable> unusable,
        List<Line> lines,
        Optional<Fit> fit,
        Optional<JointFit> joint) {
    /// The name of the profile fitted to all reports.
    public static final String FITTED = "fitted";
    /// The name of the profiles fitted to all sources but that of the report.
    public static final String SOURCE_LEFT_OUT = "source left out";
    /// The name of the profiles fitted to all devices but that of the report.
    public static final String DEVICE_LEFT_OUT = "device left out";

    /// The name of the profiles of all software, fitted at once to all reports.
    public static final String JOINT = "joint";
    /// The name of those fitted to all sources but that of the report.
    public static final String JOINT_SOURCE_LEFT_OUT = "joint, source left out";
    /// The name of those fitted to all devices but that of the report.
    public static final String JOINT_DEVICE_LEFT_OUT = "joint, device left out";

    /// Errors of some reports under a profile.
    ///
    /// @param by  what the reports have in common: `certainty`, `fitted` (whether profiles are fitted to them), `source`, `device`,
    ///     `framework` or `strategy`
    /// @param name  of what they have in common
    /// @param sources  of the reports
    /// @param median  of the absolute errors, each source weighing the same
    /// @param implausible  reports that no such device can reach, not among the errors
    public record Line(
            String by,
            String name,
            String profile,
            int sources,
            double median,
            ErrorStatistics errors,
            int implausible) {}

    public Survey {
        reports = List.copyOf(reports);
        unusable = List.copyOf(unusable);
        lines = List.copyOf(lines);
    }

    /// Predicts every report.
    public static Survey of(ReportFile.Content content, List<Profile> profiles) {
        List<Report> reports = content.reports();
        Map<String, Function<Report, Optional<Profile>>> predictors = new LinkedHashMap<>();
        for (Profile profile : profiles) {
            predictors.put(profile.id(), _ -> Optional.of(profile));
        }
        List<Report> known = fitted(reports);
        Optional<Fit> fit = fit(known);
        Optional<Profile> all = fit.map(Survey::profile);
        predictors.put(FITTED, _ -> all);
        predictors.put(SOURCE_LEFT_OUT, leftOut(known, Report::source));
        predictors.put(DEVICE_LEFT_OUT, leftOut(known, Report::device));
        Optional<JointFit> joint = known.isEmpty() ? Optional.empty() : Optional.of(JointFit.of(known));
        joint.ifPresent(fitted -> {
            predictors.put(JOINT, report -> Optional.of(profile(fitted, report)));
            predictors.put(JOINT_SOURCE_LEFT_OUT, leftOut(fitted, Report::source));
            predictors.put(JOINT_DEVICE_LEFT_OUT, leftOut(fitted, Report::device));
        });
        List<Line> lines = new ArrayList<>();
        predictors.forEach((name, profile) -> lines.addAll(lines(reports, name, profile)));
        return new Survey(reports, content.unusable(), lines, fit, joint);
    }

    private static Profile profile(Fit fit) {
        return fit.profile(FITTED, "fitted to reported speeds");
    }

    private static Profile profile(JointFit joint, Report report) {
        return joint.profile(report.software(), report.generation());
    }

    /// The profile of each report from a fit to the reports of other groups; empty if there are none.
    private static Function<Report, Optional<Profile>> leftOut(JointFit joint, Function<Report, String> group) {
        Map<String, Optional<JointFit>> fits = new HashMap<>();
        return report -> fits.computeIfAbsent(
                        group.apply(report),
                        left -> joint.without(other -> group.apply(other).equals(left)))
                .map(fit -> profile(fit, report));
    }

    /// The reports to which profiles are fitted: at most one quantity is inferred, and the device can have been that fast.
    public static List<Report> fitted(List<Report> reports) {
        return reports.stream().filter(Survey::isFitted).toList();
    }

    /// Whether enough is stated, and the device can have been that fast.
    private static boolean isFitted(Report report) {
        return report.certainty() != Certainty.SEVERAL_INFERRED
                && report.likely().implausible().isEmpty();
    }

    /// A fit for each group of reports to those of other groups; groups that are not fitted anyway share one.
    private static Function<Report, Optional<Profile>> leftOut(List<Report> known, Function<Report, String> group) {
        Map<List<Integer>, Optional<Profile>> fits = new HashMap<>();
        return report -> {
            List<Report> others = known.stream()
                    .filter(other -> !group.apply(other).equals(group.apply(report)))
                    .toList();
            return fits.computeIfAbsent(
                    others.stream().map(Report::number).toList(),
                    _ -> fit(others).map(Survey::profile));
        };
    }

    /// Empty if the reports determine no parameter.
    private static Optional<Fit> fit(List<Report> known) {
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Long> counts = known.stream().collect(Collectors.groupingBy(Report::source, Collectors.counting()));
        Fit fit = Calibration.fit(
                known.stream()
                        .map(report -> report.likely().weighing(1.0 / counts.getOrDefault(report.source(), 1L)))
                        .toList(),
                Map.of());
        return fit.estimates().stream().anyMatch(estimate -> estimate.status() == Fit.Status.FITTED)
                ? Optional.of(fit)
                : Optional.empty();
    }

    record Deviation(Report report, double error) {}

    private static List<Line> lines(
            List<Report> reports, String profile, Function<Report, Optional<Profile>> predictor) {
        List<Deviation> errors = new ArrayList<>();
        for (Report report : reports) {
            predictor.apply(report).ifPresent(known -> errors.add(new Deviation(report, report.error(known))));
        }
        Map<String, Function<Report, String>> groups = new LinkedHashMap<>();
        groups.put("certainty", report -> report.certainty().id());
        groups.put("fitted", report -> report.certainty() == Certainty.SEVERAL_INFERRED ? "no" : "yes");
        groups.put("source", Report::source);
        groups.put("device", Report::device);
        groups.put("framework", Report::framework);
        groups.put("strategy", Report::strategy);
        List<Line> lines = new ArrayList<>();
        groups.forEach((by, group) -> errors.stream()
                .sorted(Comparator.comparing(
                        each -> by.equals("certainty") ? each.report().certainty() : Certainty.COMPLETE))
                .collect(Collectors.groupingBy(
                        each -> group.apply(each.report()), LinkedHashMap::new, Collectors.toList()))
                .forEach((name, some) -> lines.add(line(by, name, profile, some))));
        return lines;
    }

    private static Line line(String by, String name, String profile, List<Deviation> errors) {
        List<Deviation> plausible = errors.stream()
                .filter(each -> each.report().likely().implausible().isEmpty())
                .toList();
        return new Line(
                by,
                name,
                profile,
                (int) plausible.stream()
                        .map(each -> each.report().source())
                        .distinct()
                        .count(),
                median(plausible),
                ErrorStatistics.of(
                        plausible.stream().mapToDouble(Deviation::error).toArray()),
                errors.size() - plausible.size());
    }

    /// The least absolute error below which half of the weight is, if each source weighs the same.
    static double median(List<Deviation> errors) {
        Map<String, Long> counts = errors.stream()
                .collect(Collectors.groupingBy(each -> each.report().source(), Collectors.counting()));
        double half = counts.size() / 2.0;
        double sum = 0;
        for (Deviation each : errors.stream()
                .sorted(Comparator.comparingDouble(error -> Math.abs(error.error())))
                .toList()) {
            sum += 1.0 / counts.getOrDefault(each.report().source(), 1L);
            if (sum >= half - 1e-9) {
                return Math.abs(each.error());
            }
        }
        return Double.NaN;
    }

    /// Sources with a report that can be predicted.
    public long sources() {
        return reports.stream().map(Report::source).distinct().count();
    }
}
