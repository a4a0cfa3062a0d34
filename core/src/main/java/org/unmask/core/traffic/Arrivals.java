package org.unmask.core.traffic;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.unmask.core.text.Names;

/// When requests come, whether earlier ones are answered or not (an open loop).
public sealed interface Arrivals {
    /// What arrivals are called.
    List<String> KINDS = List.of("constant", "poisson", "bursty");

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

    /// Times that were recorded, as many as there are.
    ///
    /// @param seconds  from the beginning, in order; at least one is after it
    record Recorded(List<Double> seconds) implements Arrivals {
        public Recorded {
            seconds = List.copyOf(seconds);
            if (seconds.isEmpty() || !(seconds.getLast() > 0)) {
                throw new IllegalArgumentException(
                        "bad arrivals: " + seconds.size() + " recorded times, none of them after the beginning");
            }
        }

        @Override
        public PrimitiveIterator.OfDouble times(long seed) {
            return seconds.stream().mapToDouble(Double::doubleValue).iterator();
        }

        @Override
        public double rate() {
            return (seconds.size() - 1) / seconds.getLast();
        }

        /// These times stretched, or compressed, to another mean rate.
        public Recorded at(double other) {
            check(other);
            double factor = rate() / other;
            return new Recorded(seconds.stream().map(time -> time * factor).toList());
        }
    }

    /// Arrivals whose rate grows evenly from nothing to that of others, whose order and clusters they keep: the
    /// `n`-th comes when as many are expected as when it comes among the others.
    ///
    /// @param seconds  until the rate is that of the others
    record Ramped(Arrivals others, double seconds) implements Arrivals {
        public Ramped {
            if (!(seconds >= 0) || Double.isInfinite(seconds)) {
                throw new IllegalArgumentException("bad ramp " + seconds + "; expected seconds from 0");
            }
        }

        /// With a rate `r·t/s` up to `s`, `r·t²/(2s)` are expected until `t`, and as many as the others have half of
        /// `s` earlier from then on.
        @Override
        public PrimitiveIterator.OfDouble times(long seed) {
            PrimitiveIterator.OfDouble times = others.times(seed);
            return DoubleStream.generate(times::nextDouble)
                    .map(time -> time < seconds / 2 ? Math.sqrt(2 * seconds * time) : time + seconds / 2)
                    .iterator();
        }

        @Override
        public double rate() {
            return others.rate();
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
        String kind = word.replaceAll(":.*", "");
        if (!KINDS.contains(kind)) {
            throw Names.unknown("arrivals", kind, KINDS);
        }
        throw new IllegalArgumentException("bad arrivals '" + text + "'; expected constant, poisson or bursty:B");
    }
}
