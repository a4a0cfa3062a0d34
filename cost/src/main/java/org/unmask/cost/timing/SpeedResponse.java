package org.unmask.cost.timing;

/// How far work follows the speed of its machine, told from repetitions of the work at different speeds.
///
/// Work that keeps all threads busy takes twice as long at half the speed. Work that one thread does alone does not notice
/// that another processor was taken away, nor does work in a cache notice a slow memory. The time is therefore taken to
/// be proportional to speed to the power of minus *e*, with *e* from 0 to 1, fitted by least squares to the logarithms.
/// What is expected of *e* beforehand weighs as much as a spread of the speeds by a factor of 1.2 over all repetitions
/// together, so that it alone counts where the speed hardly moved.
///
/// Not thread-safe.
public final class SpeedResponse {
    /// What work is taken to do of which nothing else is known: to follow the speed.
    public static final double FULL = 1;

    /// The square of the noise of one repetition, 0.1, over that of what is known of *e* beforehand, 0.5.
    private static final double PRIOR = 0.04;

    private double together;
    private double alone;

    /// A fit of *e*.
    ///
    /// @param expected  *e* beforehand
    public SpeedResponse(double expected) {
        together = PRIOR * expected;
        alone = PRIOR;
    }

    /// Adds repetitions of the same work. Other work that has the same *e* may be added after it.
    ///
    /// @param seconds  of the repetitions
    /// @param speeds  of the machine during each, relative to any one speed
    public void add(double[] seconds, double[] speeds) {
        double timeMean = meanLog(seconds);
        double speedMean = meanLog(speeds);
        for (int i = 0; i < seconds.length; i++) {
            double speed = Math.log(speeds[i]) - speedMean;
            together -= speed * (Math.log(seconds[i]) - timeMean);
            alone += speed * speed;
        }
    }

    /// The exponent *e*.
    public double exponent() {
        return Math.clamp(together / alone, 0, 1);
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
