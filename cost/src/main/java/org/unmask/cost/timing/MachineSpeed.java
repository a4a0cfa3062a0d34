package org.unmask.cost.timing;

/// How fast a machine is at a moment, by two short reference kernels.
///
/// @param bytesPerSecond  reading memory that no cache holds
/// @param flopsPerSecond  float32 multiply-adds on registers
public record MachineSpeed(double bytesPerSecond, double flopsPerSecond) {
    public MachineSpeed {
        if (!(bytesPerSecond > 0) || !(flopsPerSecond > 0)) {
            throw new IllegalArgumentException("bad speed of a machine: bytes per second=" + bytesPerSecond
                    + " flops per second=" + flopsPerSecond + "; both must be above 0");
        }
    }

    /// The mean of the speeds before and after something.
    public static MachineSpeed between(MachineSpeed before, MachineSpeed after) {
        return new MachineSpeed(
                (before.bytesPerSecond + after.bytesPerSecond) / 2, (before.flopsPerSecond + after.flopsPerSecond) / 2);
    }

    /// This speed as a share of another for work of a mix of arithmetic and traffic: the time the work takes at the other
    /// over that at this one. Seconds times this share are those of the other speed.
    ///
    /// @param flops  of the work
    /// @param bytes  of the work
    public double relativeTo(MachineSpeed usual, double flops, double bytes) {
        return usual.seconds(flops, bytes) / seconds(flops, bytes);
    }

    private double seconds(double flops, double bytes) {
        return flops / flopsPerSecond + bytes / bytesPerSecond;
    }
}
