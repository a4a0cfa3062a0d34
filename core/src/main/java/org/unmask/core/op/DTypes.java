package org.unmask.core.op;

import java.util.Optional;

/// The element types a program runs with.
///
/// @param weight  of all weights, unless `storage` says otherwise
/// @param storage  how each tensor is stored, if not all are of the type of weights
public record DTypes(DType activation, DType weight, DType keyValue, Optional<Storage> storage) {
    /// Sixteen bits everywhere: what served models use.
    public static final DTypes BF16 = all(DType.BFLOAT16);

    /// Four bits with a 16-bit scale for each 32, as the engine keeps them and llama.cpp's Q4_0 does.
    private static final Packing INT4_GROUPS = Packing.grouped(DType.INT4.id(), DType.INT4.bits(), 32, 16);

    /// All weights of one type.
    public DTypes(DType activation, DType weight, DType keyValue) {
        this(activation, weight, keyValue, Optional.empty());
    }

    /// One type for activations, weights, keys and values.
    public static DTypes all(DType type) {
        return new DTypes(type, type, type);
    }

    /// These types with weights as a file stores them.
    public DTypes with(Storage stored) {
        return new DTypes(activation, stored.type(), keyValue, Optional.of(stored));
    }

    /// Bytes of weights that are all of the type of weights, `storage` aside: of int4 with its scales, of all others the
    /// elements alone.
    ///
    /// @throws ArithmeticException if they exceed 63 bits
    public long weightBytes(long elements) {
        return weight == DType.INT4 ? INT4_GROUPS.bytes(elements) : weight.bytes(elements);
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

    /// The name of how most weights are stored.
    public String weightLabel() {
        return storage.map(Storage::id).orElse(weight.id());
    }
}
