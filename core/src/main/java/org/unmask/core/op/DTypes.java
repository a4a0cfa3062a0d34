package org.unmask.core.op;

/// The element types a program runs with.
public record DTypes(DType activation, DType weight, DType keyValue) {
    /// Sixteen bits everywhere: what served models use.
    public static final DTypes BF16 = new DTypes(DType.BFLOAT16, DType.BFLOAT16, DType.BFLOAT16);

    /// The same type for activations, weights, keys and values.
    public static DTypes all(DType type) {
        return new DTypes(type, type, type);
    }
}
