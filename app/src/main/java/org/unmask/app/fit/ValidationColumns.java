package org.unmask.app.fit;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.unmask.core.text.Column;
import org.unmask.fit.ErrorStatistics;
import org.unmask.fit.Survey;
import org.unmask.fit.Validation;

/// The columns of validations, in files and on a terminal.
public final class ValidationColumns {
    /// A file, or some of its reports, under a profile.
    ///
    /// @param by  what reports have in common; empty for a whole file
    /// @param name  of what they have in common
    /// @param sources  of the reports; 1 for a whole file
    /// @param sourceMedian  median of the absolute errors, each source weighing the same
    public record Line(
            String file,
            String by,
            String name,
            String profile,
            int sources,
            double sourceMedian,
            ErrorStatistics errors,
            long implausible,
            long tooLarge) {}

    /// A point under a profile.
    ///
    /// @param first  whether it is the first profile of the point
    public record PointLine(String file, Validation.Point point, String profile, boolean first) {
        private String name() {
            return point.observation().group() + ", " + point.observation().name();
        }

        private OptionalDouble error() {
            return OptionalDouble.of(point.errors().getOrDefault(profile, Double.NaN));
        }
    }

    /// The columns of files and profiles.
    public static final List<Column<Line>> VALIDATION = List.of(
            Column.<Line>text("file", "File of published times.", Line::file).headed("source"),
            Column.text(
                    "by",
                    "What some reports of the file have in common: certainty, whether they are fitted to, source, device, framework or strategy.",
                    Line::by),
            Column.<Line>text("name", "Name of what they have in common.", Line::name)
                    .headed("which"),
            Column.text("profile", "Runtime profile.", Line::profile),
            Column.whole(
                    "points", "", "Points that count.", line -> line.errors().points()),
            Column.whole("sources", "", "Sources of the points.", Line::sources),
            Column.<Line>real(
                            "median_error",
                            "%",
                            "Median of the absolute errors.",
                            line -> line.errors().median())
                    .headed("median"),
            Column.<Line>real(
                            "source_median_error",
                            "%",
                            "Median of the absolute errors, each source weighing the same.",
                            Line::sourceMedian)
                    .headed("by source"),
            Column.<Line>real(
                            "percentile_95_error",
                            "%",
                            "95th percentile of the absolute errors.",
                            line -> line.errors().percentile95())
                    .headed("95th percentile"),
            Column.<Line>real(
                            "bias",
                            "%",
                            "Geometric mean of predicted over published time, less one.",
                            line -> line.errors().bias())
                    .shown(line -> signed(line.errors().bias())),
            Column.whole("implausible", "", "Points that no such device can reach.", Line::implausible),
            Column.whole("too_large", "", "Points that need more memory than there is.", Line::tooLarge));

    /// The columns of points and profiles.
    public static final List<Column<PointLine>> POINTS = List.of(
            Column.text("file", "File of published times.", PointLine::file),
            Column.text(
                    "group",
                    "Points that are left out of a fit together.",
                    line -> line.point().observation().group()),
            Column.<PointLine>text(
                            "point",
                            "Name of the point in its group.",
                            line -> line.point().observation().name())
                    .shown(line -> line.first() ? line.name() + notes(line.point()) : ""),
            Column.text("profile", "Runtime profile.", PointLine::profile),
            Column.<PointLine>real(
                            "published_seconds",
                            "s",
                            "Published time.",
                            line -> line.point().observation().seconds())
                    .headed("published"),
            Column.<PointLine>real(
                            "predicted_seconds",
                            "s",
                            "Predicted time.",
                            line -> line.point().predictions().getOrDefault(line.profile(), Double.NaN))
                    .headed("predicted"),
            Column.<PointLine>realIfKnown(
                            "error",
                            "%",
                            "Predicted over published, less one; of ratios where only they mean something.",
                            PointLine::error)
                    .shown(line -> signed(line.error().getAsDouble())),
            Column.truth(
                    "implausible",
                    "Whether no such device can reach the time.",
                    line -> line.point().implausible().isPresent()),
            Column.truth(
                    "fits",
                    "Whether the device has the memory.",
                    line -> line.point().fits()));

    private ValidationColumns() {}

    static List<Line> lines(List<Validation> validations) {
        return validations.stream()
                .flatMap(validation -> validation.rows().stream()
                        .map(row -> new Line(
                                validation.file().name(),
                                "",
                                "",
                                row.profile(),
                                1,
                                row.errors().median(),
                                row.errors(),
                                validation.implausible(),
                                validation.tooLarge())))
                .toList();
    }

    static List<Line> surveyed(Map<String, Survey> surveys) {
        return surveys.entrySet().stream()
                .flatMap(survey -> survey.getValue().lines().stream()
                        .map(line -> new Line(
                                survey.getKey(),
                                line.by(),
                                line.name(),
                                line.profile(),
                                line.sources(),
                                line.median(),
                                line.errors(),
                                line.implausible(),
                                0)))
                .toList();
    }

    static List<PointLine> points(Validation validation) {
        return validation.points().stream()
                .flatMap(point -> point.predictions().keySet().stream()
                        .map(profile -> new PointLine(
                                validation.file().name(),
                                point,
                                profile,
                                profile.equals(
                                        point.predictions().keySet().iterator().next()))))
                .toList();
    }

    private static String notes(Validation.Point point) {
        return point.implausible().map(reason -> "; IMPLAUSIBLE: " + reason).orElse("")
                + (point.fits() ? "" : "; DOES NOT FIT")
                + (point.reference().isPresent() ? "; errors are of the ratio" : "");
    }

    /// A share of one with its sign.
    static String signed(double share) {
        return Double.isNaN(share) ? Column.UNKNOWN : String.format(Locale.ROOT, "%+.1f %%", 100 * share);
    }
}
