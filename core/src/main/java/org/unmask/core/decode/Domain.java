package org.unmask.core.decode;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;

/// The values a key may have, as text and as what it stands for.
///
/// @param expected  describes the values, for instance `a whole number from 1`
/// @param parse  reads a value; empty if the text stands for none
/// @param text  writes a value as [#parse] reads it
/// @param choices  all values as text, if there are only some
public record Domain<T>(
        String expected, Function<String, Optional<T>> parse, Function<T, String> text, List<String> choices) {
    public Domain {
        choices = List.copyOf(choices);
    }

    /// Values that are too many to be listed.
    Domain(String expected, Function<String, Optional<T>> parse, Function<T, String> text) {
        this(expected, parse, text, List.of());
    }

    /// Whole numbers of at least `least`.
    static Domain<Integer> wholeFrom(int least) {
        return new Domain<>(
                "a whole number from " + least,
                text -> whole(text).filter(value -> value >= least),
                value -> Integer.toString(value));
    }

    /// Numbers greater than 0.
    static Domain<Double> above0() {
        return numbers("a number above 0", value -> value > 0);
    }

    /// Numbers of at least `least`.
    static Domain<Double> from(double least) {
        return numbers("a number from " + number(least), value -> value >= least);
    }

    /// Numbers from 0 to `most`.
    static Domain<Double> upTo(double most) {
        return numbers("a number from 0 to " + number(most), value -> value >= 0 && value <= most);
    }

    /// `off` or `on`.
    static Domain<Boolean> onOrOff() {
        return new Domain<>(
                "off or on",
                text -> switch (text) {
                    case "off" -> Optional.of(false);
                    case "on" -> Optional.of(true);
                    default -> Optional.empty();
                },
                value -> value ? "on" : "off",
                List.of("off", "on"));
    }

    /// One of these constants, by its [id][#id].
    static <E extends Enum<E>> Domain<E> oneOf(List<E> choices) {
        List<String> ids = choices.stream().map(Domain::id).toList();
        String expected = String.join(", ", ids.subList(0, ids.size() - 1)) + " or " + ids.getLast();
        return new Domain<>(
                expected,
                text -> choices.stream()
                        .filter(choice -> id(choice).equals(text))
                        .findFirst(),
                Domain::id,
                ids);
    }

    /// Any text that names a file.
    static Domain<String> file() {
        return new Domain<>("a file", Optional::of, Function.identity());
    }

    /// The name of a constant in notation: `PER_BLOCK` is `per-block`.
    static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Domain<Double> numbers(String expected, DoublePredicate contains) {
        return new Domain<>(expected, text -> finite(text).filter(value -> contains.test(value)), Domain::number);
    }

    private static Optional<Integer> whole(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<Double> finite(String text) {
        try {
            return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// Without the zero after the point of a whole number.
    private static String number(double value) {
        return value == (long) value ? Long.toString((long) value) : Double.toString(value);
    }
}
