package org.unmask.app.fit;

import java.util.List;
import org.unmask.catalog.PublishedFile;
import org.unmask.core.text.Column;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.fit.Validation;

/// Validations as text and tables.
final class ValidationText {
    private static final String MORE = "--format csv";
    /// Points with remarks on them are no wider, whatever the terminal.
    private static final int WIDEST = 120;

    private static final TextTable<ValidationColumns.Line> TABLE = TextTable.of(
            Column.of(
                    ValidationColumns.VALIDATION,
                    "file",
                    "profile",
                    "points",
                    "median_error",
                    "percentile_95_error",
                    "bias"),
            MORE);
    private static final TextTable<ValidationColumns.PointLine> POINTS = TextTable.of(
            Column.of(ValidationColumns.POINTS, "point", "profile", "published_seconds", "predicted_seconds", "error"),
            MORE);

    private final int width;
    private final StringBuilder text = new StringBuilder();

    /// @param width  columns of the terminal
    ValidationText(int width) {
        this.width = width;
    }

    /// @param points  whether to print every point too
    String of(List<Validation> validations, boolean points) {
        text.append(TABLE.of(ValidationColumns.lines(validations), width));
        for (Validation validation : validations) {
            text.append('\n');
            notes(validation);
            if (points) {
                text.append('\n').append(POINTS.of(ValidationColumns.points(validation), Math.min(width, WIDEST)));
            }
        }
        return text.toString();
    }

    private void notes(Validation validation) {
        PublishedFile file = validation.file();
        text.append(Paragraph.of("", file.name() + ": " + file.title(), width));
        note("from " + file.source());
        for (PublishedFile.Assumption assumption : file.assumptions()) {
            note("assumed " + assumption.quantity() + ": " + assumption.value() + " (" + assumption.reason() + ")");
        }
        long ratios = validation.points().stream()
                .filter(point -> point.reference().isPresent())
                .count();
        if (ratios > 0) {
            note(ratios + " points count the tokens kept: compared as ratios to the first of their setting");
        }
        note(validation.implausible() + " points implausible on the assumed device and left out; "
                + validation.tooLarge() + " need more memory than it has");
    }

    private void note(String words) {
        text.append(Paragraph.of("  ", words, width));
    }
}
