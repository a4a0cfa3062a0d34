package org.unmask.app.cli.option;

import java.util.ArrayList;
import java.util.List;
import org.unmask.core.text.Names;
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
        List<String> known = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            if (constant.toString().equalsIgnoreCase(value)) {
                return constant;
            }
            known.add(constant.toString());
        }
        throw new TypeConversionException("'" + value + "'; " + Names.hint(value, known));
    }
}
