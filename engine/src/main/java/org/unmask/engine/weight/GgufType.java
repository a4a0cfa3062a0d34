package org.unmask.engine.weight;

import java.util.Optional;
import java.util.stream.Stream;

/// Types of metadata values.
enum GgufType {
    UINT8(0, 1),
    INT8(1, 1),
    UINT16(2, 2),
    INT16(3, 2),
    UINT32(4, 4),
    INT32(5, 4),
    FLOAT32(6, 4),
    BOOL(7, 1),
    STRING(8, 8),
    ARRAY(9, 12),
    UINT64(10, 8),
    INT64(11, 8),
    FLOAT64(12, 8);

    private final int number;
    private final int leastBytes;

    /// @param number  in files
    GgufType(int number, int leastBytes) {
        this.number = number;
        this.leastBytes = leastBytes;
    }

    static Optional<GgufType> of(int number) {
        return Stream.of(values()).filter(type -> type.number == number).findFirst();
    }

    /// The number in files.
    int number() {
        return number;
    }

    /// Bytes of a value; of a text or an array, what an empty one has.
    int leastBytes() {
        return leastBytes;
    }

    boolean isWhole() {
        return switch (this) {
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
            case FLOAT32, BOOL, STRING, ARRAY, FLOAT64 -> false;
        };
    }

    boolean isReal() {
        return this == FLOAT32 || this == FLOAT64;
    }
}
