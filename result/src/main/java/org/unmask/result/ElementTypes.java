package org.unmask.result;

import java.util.Optional;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;

/// The element types of a run. Every part is empty if it is unknown.
///
/// @param compute  the type arithmetic ran in
public record ElementTypes(
        Optional<DType> weight, Optional<DType> activation, Optional<DType> keyValue, Optional<DType> compute) {
    /// Nothing is known.
    public static final ElementTypes UNKNOWN =
            new ElementTypes(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// All types are known.
    public static ElementTypes of(DTypes types) {
        return new ElementTypes(
                Optional.of(types.weight()),
                Optional.of(types.activation()),
                Optional.of(types.keyValue()),
                Optional.of(types.compute()));
    }

    /// What a program is priced with; empty if a type that decides the price is unknown.
    public Optional<DTypes> dtypes() {
        return activation.flatMap(a -> weight.flatMap(w -> keyValue.map(kv -> new DTypes(a, w, kv))));
    }
}
