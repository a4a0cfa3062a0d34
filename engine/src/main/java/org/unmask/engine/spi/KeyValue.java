package org.unmask.engine.spi;

import java.lang.foreign.MemorySegment;
import org.unmask.core.op.DType;

/// Cached keys and values of one sequence in one layer: each `[positions x keyWidth]`, row-major, indexed by position.
///
/// @param type  of the elements: float32 or bf16
/// @param first  the first key there is to see: what lies before it is padding
public record KeyValue(MemorySegment keys, MemorySegment values, DType type, int first) {
    public KeyValue {
        checkStored(type);
    }

    /// Checks that keys and values can be kept in a type.
    ///
    /// @throws IllegalArgumentException if it can only be priced
    public static void checkStored(DType type) {
        if (type != DType.FLOAT32 && type != DType.BFLOAT16) {
            throw new IllegalArgumentException(
                    type.id() + " keys and values can be predicted, not run; to run, give float32 or bf16");
        }
    }
}
