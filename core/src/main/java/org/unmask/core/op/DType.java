package org.unmask.core.op;

import java.util.List;
import org.unmask.core.text.Names;

/// Element type of weights, activations or cached keys and values.
///
/// Sizes are those of the elements alone, without scales and zero points of quantised formats. Weights of int4 are counted with
/// theirs by [DTypes#weightBytes].
///
/// The last two are types of weights only: they say that the activations of a product are rounded to int8, too, so that it is one of
/// integers. Weights of `w8a8` are kept as those of int8, and a row of activations has one scale; weights of `w4a8` are kept as
/// those of int4, and activations have a scale for each 32 of a row, as in llama.cpp's Q4_0 and Q8_0.
public enum DType {
    FLOAT32("float32", 32),
    BFLOAT16("bf16", 16),
    FP16("fp16", 16),
    FP8("fp8", 8),
    INT8("int8", 8),
    FP4("fp4", 4),
    INT4("int4", 4),
    W8A8("w8a8", INT8),
    W4A8("w4a8", INT4);

    private final String id;
    private final int bits;
    private final DType stored;

    DType(String id, int bits) {
        this.id = id;
        this.bits = bits;
        this.stored = this;
    }

    DType(String id, DType stored) {
        this.id = id;
        this.bits = stored.bits;
        this.stored = stored;
    }

    /// The name used on the command line and in files.
    public String id() {
        return id;
    }

    /// Bits per element.
    public int bits() {
        return bits;
    }

    /// The type that elements are kept in: int8 for `w8a8`, int4 for `w4a8`, and itself for every other type.
    public DType stored() {
        return stored;
    }

    /// Whether it is one of weights only, whose products round activations to int8.
    public boolean roundsActivations() {
        return stored != this;
    }

    /// The type of activations, and of arithmetic, where everything is of this type: int8 for `w8a8` and `w4a8`, itself for every
    /// other type.
    public DType activation() {
        return roundsActivations() ? INT8 : this;
    }

    /// Bytes of densely packed elements; a last byte that is not full counts whole.
    ///
    /// @throws ArithmeticException if they exceed 63 bits
    public long bytes(long elements) {
        // Eight elements are as many bytes as one has bits; so nothing overflows that need not.
        long whole = Math.multiplyExact(elements / Byte.SIZE, (long) bits);
        return Math.addExact(whole, Math.ceilDiv(elements % Byte.SIZE * bits, Byte.SIZE));
    }

    /// Finds a type by its name.
    ///
    /// @throws IllegalArgumentException naming the nearest known types, if there is none of that name
    public static DType of(String id) {
        return Names.find("dtype", id, List.of(values()), DType::id);
    }
}
