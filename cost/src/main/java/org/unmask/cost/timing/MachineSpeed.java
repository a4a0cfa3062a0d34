package org.unmask.cost.timing;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// How fast a machine is at a moment, by two short reference kernels.
///
/// @param bytesPerSecond  reading memory that no cache holds
/// @param flopsPerSecond  float32 multiply-adds on registers
public record MachineSpeed(double bytesPerSecond, double flopsPerSecond) {
    private static final int NEIGHBOURS = 2;

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

    /// Readings one after the other, each the median of itself and its neighbours up to two away, of either roof.
    ///
    /// A reading takes milliseconds, so an interruption in it makes it wrong by a factor; what lies between readings is far
    /// longer, and hardly notices. What slows a machine for longer stays.
    public static List<MachineSpeed> smoothed(List<MachineSpeed> readings) {
        return IntStream.range(0, readings.size())
                .mapToObj(i ->
                        readings.subList(Math.max(0, i - NEIGHBOURS), Math.min(readings.size(), i + NEIGHBOURS + 1)))
                .map(MachineSpeed::median)
                .toList();
    }

    /// The median of either roof.
    ///
    /// @param readings  at least one
    public static MachineSpeed median(List<MachineSpeed> readings) {
        return new MachineSpeed(
                median(readings, MachineSpeed::bytesPerSecond), median(readings, MachineSpeed::flopsPerSecond));
    }

    private static double median(List<MachineSpeed> readings, ToDoubleFunction<MachineSpeed> rate) {
        double[] rates = readings.stream().mapToDouble(rate).sorted().toArray();
        return (rates[(rates.length - 1) / 2] + rates[rates.length / 2]) / 2;
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
