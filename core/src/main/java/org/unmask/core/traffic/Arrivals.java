package org.unmask.core.traffic;

import java.util.Arrays;
import java.util.Locale;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// When requests come, whether earlier ones are answered or not (an open loop).
public sealed interface Arrivals {
    /// The times of requests, in seconds from the beginning, in order and without end. The first is at 0.
    ///
    /// @param seed  equal seeds give equal times
    PrimitiveIterator.OfDouble times(long seed);

    /// The times of the first requests, in seconds from the beginning, in order.
    ///
    /// @param seed  equal seeds give equal times
    default double[] seconds(int requests, long seed) {
        PrimitiveIterator.OfDouble times = times(seed);
        double[] seconds = new double[requests];
        Arrays.setAll(seconds, _ -> times.nextDouble());
        return seconds;
    }

    /// The mean number of requests a second.
    double rate();

    /// Requests at equal distances, the first at once.
    ///
    /// @param rate  requests a second
    record Constant(double rate) implements Arrivals {
        public Constant {
            check(rate);
        }

        @Override
        public PrimitiveIterator.OfDouble times(long seed) {
            return LongStream.iterate(0, number -> number + 1)
                    .mapToDouble(number -> number / rate)
                    .iterator();
        }
    }

    /// Times between requests that are drawn from a gamma distribution of mean `1/rate`. With burstiness 1 it is
    /// the exponential distribution: a Poisson process. Less is more bursty, more is more even; vLLM's
    /// `--burstiness` is the same shape.
    ///
    /// @param rate  requests a second
    /// @param burstiness  shape of the distribution
    record Random(double rate, double burstiness) implements Arrivals {
        public Random {
            check(rate);
            if (!(burstiness > 0) || Double.isInfinite(burstiness)) {
                throw new IllegalArgumentException("bad burstiness " + burstiness + "; expected a number above 0");
            }
        }

        @Override
        public PrimitiveIterator.OfDouble times(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            return DoubleStream.iterate(0, time -> time + gamma(burstiness, random) / (burstiness * rate))
                    .iterator();
        }
    }

    private static void check(double rate) {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("bad rate " + rate + "; expected requests a second above 0");
        }
    }

    /// A number of the gamma distribution of scale 1 (Marsaglia and Tsang, ACM TOMS 26, 2000); shapes below 1 by
    /// the boost of their section 6.
    private static double gamma(double shape, SplittableRandom random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }

    /// Arrivals as they are written: `constant`, `poisson`, or `bursty:B` with a burstiness.
    ///
    /// @throws IllegalArgumentException if the text is none of them
    static Arrivals of(String text, double rate) {
        String word = text.toLowerCase(Locale.ROOT);
        if (word.equals("constant")) {
            return new Constant(rate);
        }
        if (word.equals("poisson")) {
            return new Random(rate, 1);
        }
        if (word.matches("bursty:\\d+(\\.\\d+)?")) {
            return new Random(rate, Double.parseDouble(word.substring("bursty:".length())));
        }
        throw new IllegalArgumentException("bad arrivals '" + text + "'; expected constant, poisson or bursty:B");
    }
}
