package org.unmask.app.fit;

import java.util.Locale;
import java.util.stream.Collectors;
import org.unmask.core.text.Units;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.ProfileParameter;

/// A fit for people.
final class FitText {
    private static final int WORST = 5;

    private FitText() {}

    static String of(Fit fit) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "%d points fitted, %d implausible and left out",
                fit.points().size(),
                fit.implausible().size());
        line(text, "");
        line(text, "%-28s %12s %15s  %s", "parameter", "value", "standard error", "");
        for (Fit.Estimate estimate : fit.estimates()) {
            line(
                    text,
                    "%-28s %12s %15s  %s",
                    estimate.parameter().id(),
                    value(estimate.parameter(), estimate.value()),
                    estimate.status() == Fit.Status.FITTED
                            ? value(estimate.parameter(), estimate.standardError())
                            : "-",
                    status(estimate));
        }
        ErrorStatistics residuals = fit.residuals();
        line(text, "");
        line(text, "condition of the Jacobian %.3g", fit.condition());
        errors(text, "absolute error", residuals);
        if (fit.operatorResiduals().points() > 0) {
            errors(text, "of single operators", fit.operatorResiduals());
        }
        Profile profile = fit.profile("fit", "fitted");
        line(text, "");
        line(text, "worst points:");
        for (Observation point : fit.worst(WORST)) {
            line(
                    text,
                    "  %s, %s, %s: measured %s, predicted %s (%s)",
                    point.source(),
                    point.group(),
                    point.name(),
                    Units.seconds(point.seconds()),
                    Units.seconds(point.predicted(profile)),
                    signed(point.error(profile)));
        }
        for (Fit.Implausible point : fit.implausible()) {
            line(
                    text,
                    "implausible: %s, %s, %s: %s",
                    point.point().source(),
                    point.point().group(),
                    point.point().name(),
                    point.reason());
        }
        return text.toString().lines().map(String::stripTrailing).collect(Collectors.joining("\n", "", "\n"));
    }

    private static void errors(StringBuilder text, String of, ErrorStatistics errors) {
        line(
                text,
                "%s: median %s, 95th percentile %s; bias %s (%d points)",
                of,
                percent(errors.median()),
                percent(errors.percentile95()),
                signed(errors.bias()),
                errors.points());
    }

    private static String status(Fit.Estimate estimate) {
        return switch (estimate.status()) {
            case FITTED -> "";
            case GIVEN -> "given";
            case AT_BOUND -> "at its bound: " + estimate.note();
            case UNDETERMINED -> "UNDETERMINED, adds nothing: " + estimate.note();
        };
    }

    private static String value(ProfileParameter parameter, double value) {
        return parameter.kind() == ProfileParameter.Kind.SECONDS
                ? Units.seconds(value)
                : String.format(Locale.ROOT, "%.4f", value);
    }

    static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    static String signed(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%+.1f %%", 100 * share);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
