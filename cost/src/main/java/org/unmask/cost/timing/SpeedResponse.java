package org.unmask.cost.timing;

/// How far work follows the speed of its machine, told from repetitions of the work at different speeds.
///
/// Work that keeps all threads busy takes twice as long at half the speed. Work that one thread does alone does not notice
/// that another processor was taken away, nor does work in a cache notice a slow memory. The time is therefore taken to
/// be proportional to speed to the power of minus *e*, with *e* from 0 to 1, fitted by least squares to the logarithms.
/// Where the speed hardly moved, nothing can be fitted and little is to be corrected: there *e* is 1, by a prior that
/// weighs as much as a spread of the speeds by a factor of 1.2 over all repetitions together.
public final class SpeedResponse {
    /// The square of the noise of one repetition, 0.1, over that of what is known of *e* beforehand, 0.5.
    private static final double PRIOR = 0.04;

    private SpeedResponse() {}

    /// The exponent *e*.
    ///
    /// @param seconds  of the repetitions
    /// @param speeds  of the machine during each, relative to any one speed
    public static double exponent(double[] seconds, double[] speeds) {
        double timeMean = meanLog(seconds);
        double speedMean = meanLog(speeds);
        double together = 0;
        double alone = 0;
        for (int i = 0; i < seconds.length; i++) {
            double speed = Math.log(speeds[i]) - speedMean;
            together -= speed * (Math.log(seconds[i]) - timeMean);
            alone += speed * speed;
        }
        return Math.clamp((together + PRIOR) / (alone + PRIOR), 0, 1);
    }

    /// Seconds at the speed that others are relative to.
    ///
    /// @param speed  at which the work took so long
    public static double corrected(double seconds, double speed, double exponent) {
        return seconds * Math.pow(speed, exponent);
    }

    private static double meanLog(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += Math.log(value);
        }
        return sum / values.length;
    }
}
