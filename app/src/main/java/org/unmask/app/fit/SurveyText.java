package org.unmask.app.fit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.unmask.core.text.Column;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.fit.Fit;
import org.unmask.fit.Report;
import org.unmask.fit.Survey;

/// Surveys as text and tables.
final class SurveyText {
    /// Groups that are shown for each of the fits; other profiles are shown by certainty.
    private static final Map<String, List<String>> GROUPS = Map.of(
            Survey.JOINT,
            List.of("certainty", "fitted", "framework", "strategy"),
            Survey.JOINT_SOURCE_LEFT_OUT,
            List.of("certainty", "fitted", "source"),
            Survey.JOINT_DEVICE_LEFT_OUT,
            List.of("certainty", "fitted", "device"));

    private static final TextTable<ValidationColumns.Line> TABLE = TextTable.of(
            Column.of(
                    ValidationColumns.VALIDATION,
                    "by",
                    "name",
                    "profile",
                    "points",
                    "sources",
                    "median_error",
                    "source_median_error",
                    "bias"),
            "--format csv");

    private final int width;
    private final StringBuilder text = new StringBuilder();

    /// @param width  columns of the terminal
    SurveyText(int width) {
        this.width = width;
    }

    /// @param points  whether to print every report and row that cannot be used
    String of(Map<String, Survey> surveys, boolean points) {
        surveys.forEach((name, survey) -> {
            say(name + ": " + survey.reports().size() + " speeds of " + survey.sources() + " sources can be predicted, "
                    + survey.unusable().size() + " cannot");
            survey.fit().ifPresent(this::parameters);
            List<ValidationColumns.Line> lines = ValidationColumns.surveyed(Map.of(name, survey)).stream()
                    .filter(line -> GROUPS.getOrDefault(line.profile(), List.of("certainty"))
                            .contains(line.by()))
                    .toList();
            text.append('\n').append(TABLE.of(lines, width)).append('\n');
            reasons(survey, points);
            if (points) {
                survey.reports().forEach(this::report);
            }
        });
        return text.toString();
    }

    private void parameters(Fit fit) {
        say("fitted to " + fit.points().size() + " of them, of which at most one quantity is inferred: "
                + fit.estimates().stream()
                        .filter(estimate -> estimate.status() == Fit.Status.FITTED)
                        .map(estimate -> "%s %.3g ± %.1g"
                                .formatted(estimate.parameter().id(), estimate.value(), estimate.standardError()))
                        .collect(Collectors.joining(", ")));
    }

    /// How many rows have a reason in common, or each row.
    private void reasons(Survey survey, boolean each) {
        Map<String, Long> counts = survey.unusable().stream()
                .collect(Collectors.groupingBy(
                        row -> each ? "row " + row.number() + ", " + row.source() + ": " + row.reason() : row.reason(),
                        LinkedHashMap::new,
                        Collectors.counting()));
        counts.forEach((reason, count) -> text.append(
                Paragraph.of("  ", each ? reason : count + (count == 1 ? " row: " : " rows: ") + reason, width)));
    }

    private void report(Report report) {
        String inferred = report.inferred().isEmpty() ? "" : "; inferred: " + String.join(", ", report.inferred());
        text.append(Paragraph.of(
                "  ",
                "row %d, %s: %s on %s, %.4g s%s"
                        .formatted(
                                report.number(),
                                report.source(),
                                report.likely().name(),
                                report.device(),
                                report.likely().seconds(),
                                inferred),
                width));
    }

    private void say(String words) {
        text.append(Paragraph.of("", words, width));
    }
}
