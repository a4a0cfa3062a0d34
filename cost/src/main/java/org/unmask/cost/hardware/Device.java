package org.unmask.cost.hardware;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.unmask.core.op.DType;

/// A machine as its roofs.
///
/// @param id  the name on the command line
/// @param flopsPerSecond  peak rate of dense matrix arithmetic by the element type it runs in
/// @param bytesPerSecond  peak memory bandwidth
/// @param memoryBytes  capacity for weights, caches and activations
/// @param source  where the figures come from
/// @param generation  of hardware, in the words of its vendor: devices of one generation reach like shares of their roofs
public record Device(
        String id,
        String name,
        Map<DType, Double> flopsPerSecond,
        double bytesPerSecond,
        long memoryBytes,
        String source,
        Optional<String> generation) {
    /// A device of no known generation.
    public Device(
            String id,
            String name,
            Map<DType, Double> flopsPerSecond,
            double bytesPerSecond,
            long memoryBytes,
            String source) {
        this(id, name, flopsPerSecond, bytesPerSecond, memoryBytes, source, Optional.empty());
    }

    public Device {
        flopsPerSecond = Map.copyOf(flopsPerSecond);
        if (flopsPerSecond.values().stream().anyMatch(rate -> !(rate > 0) || rate.isInfinite())
                || !(bytesPerSecond > 0)
                || Double.isInfinite(bytesPerSecond)
                || memoryBytes < 1) {
            throw new IllegalArgumentException("bad device " + id + ": flops per second=" + flopsPerSecond
                    + " bytes per second=" + bytesPerSecond + " memory bytes=" + memoryBytes);
        }
    }

    /// The dense matrix rate for a type; that of int8 for `w8a8` and `w4a8` where none was measured for them.
    ///
    /// @throws IllegalArgumentException if the device has no figure for the type
    public double flopsPerSecond(DType type) {
        Double rate = flopsPerSecond.getOrDefault(type, flopsPerSecond.get(type.activation()));
        if (rate == null) {
            throw new IllegalArgumentException(id + " has no "
                    + type.activation().id() + " rate; it has "
                    + flopsPerSecond.keySet().stream().map(DType::id).sorted().collect(Collectors.joining(", ")));
        }
        return rate;
    }

    /// FLOPs per byte above which arithmetic, not memory, is the limit.
    public double ridge(DType type) {
        return flopsPerSecond(type) / bytesPerSecond;
    }
}
