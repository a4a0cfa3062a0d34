package org.unmask.cost.roofline;

import java.util.Optional;
import org.unmask.core.op.DType;
import org.unmask.core.op.Work;
import org.unmask.cost.hardware.Device;

/// Two roofs: arithmetic and memory, or the link to other devices in its place.
///
/// @param generation  of the hardware, by which some profiles know what share of the roofs it reaches
public record Roofline(double flopsPerSecond, double bytesPerSecond, Optional<String> generation) {
    /// The roofs of hardware of no known generation.
    public Roofline(double flopsPerSecond, double bytesPerSecond) {
        this(flopsPerSecond, bytesPerSecond, Optional.empty());
    }

    /// The roofs of a device for arithmetic in a type.
    ///
    /// @throws IllegalArgumentException if the device has no rate for the type
    public static Roofline of(Device device, DType type) {
        return new Roofline(device.flopsPerSecond(type), device.bytesPerSecond(), device.generation());
    }

    /// `max(flops / peak, bytes / bandwidth)`.
    public double seconds(Work work) {
        return Math.max(computeSeconds(work), memorySeconds(work));
    }

    /// The roof that decides [#seconds].
    public Bound bound(Work work) {
        return computeSeconds(work) > memorySeconds(work) ? Bound.COMPUTE : Bound.MEMORY;
    }

    double computeSeconds(Work work) {
        return work.flops() / flopsPerSecond;
    }

    /// What moves goes either through memory or over a link: no operator does both.
    double memorySeconds(Work work) {
        return (work.bytes() + work.linkBytes()) / bytesPerSecond;
    }
}
