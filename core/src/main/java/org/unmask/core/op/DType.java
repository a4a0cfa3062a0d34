package org.unmask.core.op;

import java.util.List;
import org.unmask.core.text.Names;

/// Element type of weights, activations or cached keys and values.
///
/// Sizes are those of the elements alone, without scales and zero points of quantised formats. Weights of int4 are counted with
/// theirs by [DTypes#weightBytes].
public enum DType {
    FLOAT32("float32", 32),
    BFLOAT16("bf16", 16),
    FP16("fp16", 16),
    FP8("fp8", 8),
    INT8("int8", 8),
    FP4("fp4", 4),
    INT4("int4", 4);

    private final String id;
    private final int bits;

    DType(String id, int bits) {
        this.id = id;
        this.bits = bits;
    }

    /// The name used on the command line and in files.
    public String id() {
        return id;
    }

    /// Bits per element.
    public int bits() {
        return bits;
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
