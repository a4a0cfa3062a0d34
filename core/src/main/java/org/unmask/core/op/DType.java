package org.unmask.core.op;

import java.util.Arrays;
import java.util.stream.Collectors;

/// Element type of weights, activations or cached keys and values.
public enum DType {
    FLOAT32("float32", 4),
    BFLOAT16("bf16", 2);

    private final String id;
    private final int bytes;

    DType(String id, int bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    /// The name used on the command line and in files.
    public String id() {
        return id;
    }

    /// Bytes per element.
    public int bytes() {
        return bytes;
    }

    /// @throws IllegalArgumentException naming the known types, if there is none of that name
    public static DType of(String id) {
        for (DType type : values()) {
            if (type.id.equals(id)) {
                return type;
            }
        }
        String known = Arrays.stream(values()).map(DType::id).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("unknown dtype '" + id + "'; known: " + known);
    }
}
