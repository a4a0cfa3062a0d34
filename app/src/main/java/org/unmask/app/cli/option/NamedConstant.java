package org.unmask.app.cli.option;

import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a constant by the name that it prints, in any case. Left to itself, picocli lists the names of the source in
/// its message.
public final class NamedConstant<E extends Enum<E>> implements ITypeConverter<E> {
    private final Class<E> type;

    /// A converter for the constants of a type.
    public NamedConstant(Class<E> type) {
        this.type = type;
    }

    @Override
    public E convert(String value) {
        E[] known = type.getEnumConstants();
        return Arrays.stream(known)
                .filter(constant -> constant.toString().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "expected one of " + Arrays.toString(known) + " but was '" + value + "'"));
    }
}
