package org.unmask.core.op;

import java.util.List;
import java.util.Optional;

/// The element types a program runs with.
///
/// @param weight  of all weights, unless `storage` says otherwise
/// @param storage  how each tensor is stored, if not all are of the type of weights
public record DTypes(DType activation, DType weight, DType keyValue, Optional<Storage> storage) {
    public DTypes {
        for (DType other : List.of(activation, keyValue)) {
            if (other.roundsActivations()) {
                throw new IllegalArgumentException(
                        other.id() + " is a type of weights; give activations, keys and values "
                                + other.activation().id() + " or another type");
            }
        }
    }

    /// Sixteen bits everywhere: what served models use.
    public static final DTypes BF16 = all(DType.BFLOAT16);

    /// Four bits with a 16-bit scale for each 32, as the engine keeps them and llama.cpp's Q4_0 does.
    private static final Packing INT4_GROUPS = Packing.grouped(DType.INT4.id(), DType.INT4.bits(), 32, 16);

    /// All weights of one type.
    public DTypes(DType activation, DType weight, DType keyValue) {
        this(activation, weight, keyValue, Optional.empty());
    }

    /// One type for activations, weights, keys and values; int8 beside weights of `w8a8` and `w4a8`.
    public static DTypes all(DType type) {
        return new DTypes(type.activation(), type, type.activation());
    }

    /// These types with weights as a file stores them.
    public DTypes with(Storage stored) {
        return new DTypes(activation, stored.type(), keyValue, Optional.of(stored));
    }

    /// Bytes of weights that are all of the type of weights, `storage` aside: of int4 and `w4a8` with their scales, of all others the
    /// elements alone.
    ///
    /// @throws ArithmeticException if they exceed 63 bits
    public long weightBytes(long elements) {
        return weight.stored() == DType.INT4 ? INT4_GROUPS.bytes(elements) : weight.bytes(elements);
    }

    /// The type arithmetic runs in: the wider of activations and weights, that of activations if both are as wide.
    /// Weights of 4 bits with activations of bf16 are converted and multiplied as bf16. Products with `w8a8` and `w4a8` are
    /// of their own type, whatever activations are kept in.
    public DType compute() {
        if (weight.roundsActivations()) {
            return weight;
        }
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
