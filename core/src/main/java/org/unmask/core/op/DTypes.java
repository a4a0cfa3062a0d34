package org.unmask.core.op;

/// The element types a program runs with.
public record DTypes(DType activation, DType weight, DType keyValue) {
    /// Sixteen bits everywhere: what served models use.
    public static final DTypes BF16 = all(DType.BFLOAT16);

    /// One type for activations, weights, keys and values.
    public static DTypes all(DType type) {
        return new DTypes(type, type, type);
    }

    /// The type arithmetic runs in: the wider of activations and weights, that of activations if both are as wide.
    /// Weights of 4 bits with activations of bf16 are converted and multiplied as bf16.
    public DType compute() {
        return weight.bits() > activation.bits() ? weight : activation;
    }

    /// One name for all: that of the type arithmetic runs in, which is the only one where all are the same.
    public String label() {
        return compute().id();
    }
}
