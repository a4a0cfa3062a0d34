package org.unmask.app.cli.option;

import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads numbers. Left to itself, picocli names the types of Java in its message.
///
/// @param <N>  the type of the number
public final class NumberWords<N extends Number> implements ITypeConverter<N> {
    private final Function<String, N> reader;
    private final String expected;

    private NumberWords(Function<String, N> reader, String expected) {
        this.reader = reader;
        this.expected = expected;
    }

    /// Whole numbers.
    ///
    /// @param reader  throws [NumberFormatException] where there is none
    /// @param most  the largest that it reads
    public static <N extends Number> NumberWords<N> whole(Function<String, N> reader, N most) {
        return new NumberWords<>(reader, "a whole number up to " + most);
    }

    /// Numbers with a point.
    public static NumberWords<Double> real() {
        return new NumberWords<>(Double::valueOf, "a number such as 0.5");
    }

    @Override
    public N convert(String value) {
        try {
            return reader.apply(value);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "'; expected " + expected);
        }
    }
}
