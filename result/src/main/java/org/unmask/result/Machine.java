package org.unmask.result;

import java.util.Optional;

/// Where something ran. Every part is empty if it is unknown.
///
/// @param name  of the processor or the device
/// @param count  processors, or devices
/// @param memoryBytes  of the machine, or of one device
public record Machine(Optional<String> name, Optional<Integer> count, Optional<Long> memoryBytes) {
    /// Nothing is known.
    public static final Machine UNKNOWN = new Machine(Optional.empty(), Optional.empty(), Optional.empty());
}
