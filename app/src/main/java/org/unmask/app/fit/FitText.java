package org.unmask.app.fit;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.unmask.core.text.Column;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.core.text.Units;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.ProfileParameter;
import org.unmask.fit.ErrorStatistics;
import org.unmask.fit.Fit;
import org.unmask.fit.Observation;

/// A fit as text and tables.
final class FitText {
    private static final int WORST = 5;

    /// The columns of fitted parameters.
    static final List<Column<Fit.Estimate>> PARAMETERS = List.of(
            Column.text(
                    "parameter",
                    "Parameter of a runtime profile.",
                    estimate -> estimate.parameter().id()),
            Column.<Fit.Estimate>real("value", "", "Value, shares of one or seconds.", Fit.Estimate::value)
                    .shown(estimate -> value(estimate.parameter(), estimate.value())),
            Column.<Fit.Estimate>realIfKnown("standard_error", "", "Standard error of the value.", FitText::error)
                    .shown(estimate -> error(estimate).isEmpty()
                            ? Column.UNKNOWN
                            : value(estimate.parameter(), estimate.standardError())),
            Column.text("status", "Remark on how the value came about.", FitText::status));

    private final int width;
    private final StringBuilder text = new StringBuilder();

    /// @param width  columns of the terminal
    FitText(int width) {
        this.width = width;
    }

    String of(Fit fit) {
        line(fit.points().size() + " points fitted, " + fit.implausible().size() + " implausible and left out");
        text.append('\n').append(TextTable.of(PARAMETERS, "--format json").of(fit.estimates(), width));
        text.append('\n');
        line(String.format(Locale.ROOT, "condition of the Jacobian %.3g", fit.condition()));
        errors("absolute error", fit.residuals());
        if (fit.operatorResiduals().points() > 0) {
            errors("error of single operators", fit.operatorResiduals());
        }
        text.append('\n');
        worst(fit);
        for (Fit.Implausible point : fit.implausible()) {
            line("implausible: " + name(point.point()) + ": " + point.reason());
        }
        return text.toString();
    }

    private void worst(Fit fit) {
        Profile profile = fit.profile("fit", "fitted");
        line("worst points:");
        for (Observation point : fit.worst(WORST)) {
            text.append(Paragraph.of(
                    "  ",
                    name(point) + ": measured " + Units.seconds(point.seconds()) + ", predicted "
                            + Units.seconds(point.predicted(profile)) + " ("
                            + ValidationColumns.signed(point.error(profile)) + ")",
                    width));
        }
    }

    private static String name(Observation point) {
        return point.source() + ", " + point.group() + ", " + point.name();
    }

    private void errors(String what, ErrorStatistics errors) {
        line(what + ": median " + percent(errors.median()) + ", 95th percentile " + percent(errors.percentile95())
                + "; bias " + ValidationColumns.signed(errors.bias()) + " (" + errors.points() + " points)");
    }

    private static OptionalDouble error(Fit.Estimate estimate) {
        return estimate.status() == Fit.Status.FITTED
                ? OptionalDouble.of(estimate.standardError())
                : OptionalDouble.empty();
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

    private static String percent(double share) {
        return Double.isNaN(share) ? Column.UNKNOWN : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private void line(String words) {
        text.append(Paragraph.of("", words, width));
    }
}
