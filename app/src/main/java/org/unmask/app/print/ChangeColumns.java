package org.unmask.app.print;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.unmask.core.text.Column;
import org.unmask.core.text.Units;
import org.unmask.result.Setting;
import org.unmask.result.compare.Change;
import org.unmask.result.compare.Series;

/// The columns of a comparison: a line is one quantity of one setting on both sides.
public final class ChangeColumns {
    /// A change and what it comes to.
    ///
    /// @param limit  the share up to which nothing has changed
    public record Line(Change change, double limit) {
        private Setting setting() {
            return change.before().setting();
        }
    }

    /// The columns of changes.
    public static final List<Column<Line>> CHANGES = List.of(
            Column.text("verdict", "One word: regression, unsure, improvement or same.", ChangeColumns::verdict),
            Column.text(
                    "metric",
                    "What was compared.",
                    line -> line.change().before().name()),
            value("before", "Middle on the first side.", line -> line.change().before()),
            value("after", "Middle on the second side.", line -> line.change().after()),
            Column.<Line>real(
                            "ratio",
                            "",
                            "Value after over value before.",
                            line -> line.change().ratio())
                    .shown(line -> digits(line.change().ratio())),
            bound("ratio_low", "Lower end of the 95 % interval of the ratio; empty without samples.", true),
            bound("ratio_high", "Upper end of the interval.", false),
            Column.<Line>real(
                            "worse",
                            "%",
                            "Share by which the second side is worse; negative if it is better.",
                            line -> line.change().worse())
                    .shown(line -> String.format(
                            Locale.ROOT, "%+.1f %%", 100 * line.change().worse())),
            Column.text(
                    "unit",
                    "Unit of the values.",
                    line -> line.change().before().unit()),
            Column.text(
                    "differing",
                    "Parts of the setting that differ, of those that may.",
                    line -> String.join(", ", line.change().differing())),
            Column.text(
                    "definition",
                    "How the values were counted.",
                    line -> line.change().before().definition()),
            Column.text(
                    "setting",
                    "Id of the setting on the first side.",
                    line -> line.setting().id()));

    /// The columns of changes where there is little room.
    static final List<Column<Line>> SHOWN = Column.of(
            CHANGES, "verdict", "metric", "before", "after", "ratio", "ratio_low", "ratio_high", "worse", "differing");

    /// The columns that tell settings apart.
    static final List<Column<Line>> SETTINGS =
            SettingColumns.ALL.stream().map(ChangeColumns::ofBoth).toList();

    /// All columns, for files.
    public static final List<Column<Line>> ALL =
            Stream.concat(SETTINGS.stream(), CHANGES.stream()).toList();

    private ChangeColumns() {}

    /// Has the value of the first side, and shows both where they differ.
    private static Column<Line> ofBoth(Column<Setting> column) {
        return column.<Line>of(Line::setting).shown(line -> {
            String before = column.shown().apply(line.setting());
            String after = column.shown().apply(line.change().after().setting());
            return before.equals(after) ? before : before + " → " + after;
        });
    }

    private static String verdict(Line line) {
        return line.change().verdict(line.limit()).name().toLowerCase(Locale.ROOT);
    }

    private static Column<Line> value(String id, String meaning, Function<Line, Series> series) {
        return Column.<Line>real(id, "", meaning, line -> series.apply(line).value())
                .shown(line -> series.apply(line).unit().equals("s")
                        ? Units.seconds(series.apply(line).value())
                        : Units.number(series.apply(line).value()));
    }

    private static Column<Line> bound(String id, String meaning, boolean low) {
        return Column.<Line>realIfKnown(id, "", meaning, line -> bound(line, low))
                .headed(low ? "from" : "to")
                .shown(line -> {
                    OptionalDouble bound = bound(line, low);
                    return bound.isPresent() ? digits(bound.getAsDouble()) : Column.UNKNOWN;
                });
    }

    private static OptionalDouble bound(Line line, boolean low) {
        Optional<Change.Interval> interval = line.change().interval();
        return interval.isPresent()
                ? OptionalDouble.of(low ? interval.get().low() : interval.get().high())
                : OptionalDouble.empty();
    }

    private static String digits(double ratio) {
        return String.format(Locale.ROOT, "%.3f", ratio);
    }
}
