package org.unmask.core.text;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// A column of a table, said once for every format: files hold [#value] under [#id], a terminal shows [#shown] under
/// [#heading].
///
/// @param id  name in files, for instance `tokens_per_second`
/// @param unit  base unit of the numbers, for instance `s` or `B`; empty for texts and plain counts
/// @param meaning  one sentence for documentation
/// @param heading  short name on a terminal
/// @param value  text, whole number, real number or truth value, as the kind says; empty if it is not known
/// @param shown  the value on a terminal, with its unit
/// @param <T>  what a row is made of
public record Column<T>(
        String id,
        String unit,
        String meaning,
        Kind kind,
        String heading,
        Function<? super T, ? extends Optional<?>> value,
        Function<? super T, String> shown) {
    /// Shown where a value is not known.
    public static final String UNKNOWN = "-";

    /// What the values of a column are.
    public enum Kind {
        TEXT,
        WHOLE,
        REAL,
        TRUTH
    }

    /// A column whose values are shown as their unit is usually written.
    private Column(
            String id, String unit, String meaning, Kind kind, Function<? super T, ? extends Optional<?>> value) {
        this(id, unit, meaning, kind, id.replace('_', ' '), value, row -> shown(value.apply(row), unit));
    }

    /// A column of texts.
    public static <T> Column<T> text(String id, String meaning, Function<? super T, String> value) {
        return new Column<>(id, "", meaning, Kind.TEXT, row -> Optional.of(value.apply(row)));
    }

    /// A column of texts that are not always known.
    public static <T> Column<T> textIfKnown(String id, String meaning, Function<? super T, Optional<String>> value) {
        return new Column<>(id, "", meaning, Kind.TEXT, value);
    }

    /// A column of whole numbers.
    public static <T> Column<T> whole(String id, String unit, String meaning, ToLongFunction<? super T> value) {
        return new Column<>(id, unit, meaning, Kind.WHOLE, row -> Optional.of(value.applyAsLong(row)));
    }

    /// A column of whole numbers that are not always known.
    public static <T> Column<T> wholeIfKnown(
            String id, String unit, String meaning, Function<? super T, Optional<Long>> value) {
        return new Column<>(id, unit, meaning, Kind.WHOLE, value);
    }

    /// A column of real numbers. What is not finite is not known.
    public static <T> Column<T> real(String id, String unit, String meaning, ToDoubleFunction<? super T> value) {
        return realIfKnown(id, unit, meaning, row -> OptionalDouble.of(value.applyAsDouble(row)));
    }

    /// A column of real numbers that are not always known. What is not finite is not known.
    public static <T> Column<T> realIfKnown(
            String id, String unit, String meaning, Function<? super T, OptionalDouble> value) {
        return new Column<>(id, unit, meaning, Kind.REAL, row -> finite(value.apply(row)));
    }

    private static Optional<Double> finite(OptionalDouble value) {
        return value.isPresent() && Double.isFinite(value.getAsDouble())
                ? Optional.of(value.getAsDouble())
                : Optional.empty();
    }

    /// A column of `true` and `false`.
    public static <T> Column<T> truth(String id, String meaning, Predicate<? super T> value) {
        return new Column<>(id, "", meaning, Kind.TRUTH, row -> Optional.of(value.test(row)));
    }

    /// A column of `true` and `false` that are not always known.
    public static <T> Column<T> truthIfKnown(String id, String meaning, Function<? super T, Optional<Boolean>> value) {
        return new Column<>(id, "", meaning, Kind.TRUTH, value);
    }

    /// The column under another short name.
    public Column<T> headed(String name) {
        return new Column<>(id, unit, meaning, kind, name, value, shown);
    }

    /// The column with other words on a terminal.
    public Column<T> shown(Function<? super T, String> words) {
        return new Column<>(id, unit, meaning, kind, heading, value, words);
    }

    /// The column of rows that hold what this one is about.
    public <S> Column<S> of(Function<? super S, ? extends T> part) {
        return new Column<>(
                id,
                unit,
                meaning,
                kind,
                heading,
                row -> value.apply(part.apply(row)),
                row -> shown.apply(part.apply(row)));
    }

    /// Those of a list that have these names, in their order.
    ///
    /// @throws IllegalArgumentException if there is no such column
    public static <T> List<Column<T>> of(List<Column<T>> all, String... ids) {
        return Stream.of(ids).map(id -> of(all, id)).toList();
    }

    private static <T> Column<T> of(List<Column<T>> all, String id) {
        return all.stream()
                .filter(column -> column.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no column '" + id + "'"));
    }

    /// Whether values stand at the left of a column of text.
    boolean isLeft() {
        return kind == Kind.TEXT;
    }

    private static String shown(Optional<?> value, String unit) {
        return value.map(known -> switch (known) {
                    case Boolean truth -> truth ? "yes" : "no";
                    case Number number -> shown(number, unit);
                    default -> known.toString();
                })
                .orElse(UNKNOWN);
    }

    private static String shown(Number number, String unit) {
        double value = number.doubleValue();
        return switch (unit) {
            case "s" -> Units.seconds(value);
            case "B", "FLOP", "B/s", "FLOP/s", "W" -> Units.si(value, unit);
            case "J" -> Units.small(value, unit);
            case "%" -> String.format(Locale.ROOT, "%.1f %%", 100 * value);
            default -> number instanceof Long whole ? whole.toString() : Units.number(value);
        };
    }
}
