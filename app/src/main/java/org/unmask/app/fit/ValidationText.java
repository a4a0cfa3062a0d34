package org.unmask.app.fit;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.unmask.catalog.PublishedFile;
import org.unmask.core.text.Units;

/// Validations for people.
final class ValidationText {
    private ValidationText() {}

    /// @param points  whether to print every point too
    static String of(List<Validation> validations, boolean points) {
        StringBuilder text = new StringBuilder();
        line(text, "%-36s %-10s %6s %9s %15s %9s", "source", "profile", "points", "median", "95th percentile", "bias");
        for (Validation validation : validations) {
            for (Validation.Row row : validation.rows()) {
                line(
                        text,
                        "%-36s %-10s %6d %9s %15s %9s",
                        validation.file().name(),
                        row.profile(),
                        row.errors().points(),
                        FitText.percent(row.errors().median()),
                        FitText.percent(row.errors().percentile95()),
                        FitText.signed(row.errors().bias()));
            }
        }
        for (Validation validation : validations) {
            text.append('\n');
            notes(text, validation);
            if (points) {
                points(text, validation);
            }
        }
        return text.toString().lines().map(String::stripTrailing).collect(Collectors.joining("\n", "", "\n"));
    }

    private static void notes(StringBuilder text, Validation validation) {
        PublishedFile file = validation.file();
        line(text, "%s: %s", file.name(), file.title());
        line(text, "  from %s", file.source());
        for (PublishedFile.Assumption assumption : file.assumptions()) {
            line(text, "  assumed %s: %s (%s)", assumption.quantity(), assumption.value(), assumption.reason());
        }
        long ratios = validation.points().stream()
                .filter(point -> point.reference().isPresent())
                .count();
        if (ratios > 0) {
            line(text, "  %d points count the tokens kept: compared as ratios to the first of their setting", ratios);
        }
        line(
                text,
                "  %d points implausible on the assumed device and left out; %d need more memory than it has",
                validation.implausible(),
                validation.tooLarge());
    }

    private static void points(StringBuilder text, Validation validation) {
        for (Validation.Point point : validation.points()) {
            Observation observation = point.observation();
            line(
                    text,
                    "  %-34s %-46s published %9s%s%s",
                    observation.group(),
                    observation.name(),
                    Units.seconds(observation.seconds()),
                    point.implausible()
                            .map(reason -> "  IMPLAUSIBLE: " + reason)
                            .orElse(""),
                    point.fits() ? "" : "  DOES NOT FIT");
            for (Map.Entry<String, Double> prediction : point.predictions().entrySet()) {
                line(
                        text,
                        "  %81s %9s  %9s%s",
                        prediction.getKey(),
                        Units.seconds(prediction.getValue()),
                        FitText.signed(point.errors().getOrDefault(prediction.getKey(), Double.NaN)),
                        point.reference().isPresent() ? " of the ratio" : "");
            }
        }
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
