package org.unmask.core.traffic;

import java.util.List;
import java.util.SplittableRandom;
import org.unmask.core.text.Names;

/// How many tokens prompts or answers have.
public sealed interface Lengths {
    /// The form that [#of] reads.
    String FORM = "N, uniform:N-N or lognormal:MEDIAN:SIGMA:MOST";

    /// More than any model reads or writes.
    int LONGEST = 1 << 24;

    /// One length, from 1.
    int draw(SplittableRandom random);

    /// The longest that is ever drawn.
    int longest();

    /// All are equal.
    record Fixed(int tokens) implements Lengths {
        public Fixed {
            check(tokens);
        }

        @Override
        public int draw(SplittableRandom random) {
            return tokens;
        }

        @Override
        public int longest() {
            return tokens;
        }

        @Override
        public String toString() {
            return "" + tokens;
        }
    }

    /// Every length of a range is as likely as any other.
    record Uniform(int shortest, int longest) implements Lengths {
        public Uniform {
            check(shortest);
            check(longest);
            if (longest < shortest) {
                throw new IllegalArgumentException("bad lengths: shortest=" + shortest + " longest=" + longest);
            }
        }

        @Override
        public int draw(SplittableRandom random) {
            return random.nextInt(shortest, longest + 1);
        }

        @Override
        public String toString() {
            return "uniform:" + shortest + "-" + longest;
        }
    }

    /// The logarithm is normal, as lengths of conversations roughly are. What is longer than the longest has that length,
    /// and what is shorter than 1 has 1.
    ///
    /// @param median  half of all lengths are shorter
    /// @param sigma  standard deviation of the natural logarithm
    record LogNormal(int median, double sigma, int longest) implements Lengths {
        public LogNormal {
            check(median);
            check(longest);
            if (longest < median || !(sigma >= 0) || Double.isInfinite(sigma)) {
                throw new IllegalArgumentException(
                        "bad lengths: median=" + median + " sigma=" + sigma + " longest=" + longest);
            }
        }

        @Override
        public int draw(SplittableRandom random) {
            double tokens = median * Math.exp(sigma * random.nextGaussian());
            return (int) Math.clamp(Math.rint(tokens), 1, longest);
        }

        @Override
        public String toString() {
            return "lognormal:" + median + ":" + sigma + ":" + longest;
        }
    }

    private static void check(int tokens) {
        if (tokens < 1 || tokens > LONGEST) {
            throw new IllegalArgumentException(
                    "bad length " + tokens + "; expected a whole number from 1 to " + LONGEST);
        }
    }

    /// Lengths as they are written: `512`, `uniform:100-900` or `lognormal:200:1.1:4096`.
    ///
    /// @throws IllegalArgumentException if the text is of another form
    static Lengths of(String text) {
        String[] parts = text.split("[:-]", -1);
        try {
            if (text.matches("\\d+")) {
                return new Fixed(Integer.parseInt(text));
            }
            if (text.matches("uniform:\\d+-\\d+")) {
                return new Uniform(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            }
            if (text.matches("lognormal:\\d+:\\d+(\\.\\d+)?:\\d+")) {
                return new LogNormal(
                        Integer.parseInt(parts[1]), Double.parseDouble(parts[2]), Integer.parseInt(parts[3]));
            }
        } catch (NumberFormatException _) {
            // said below, with what is expected
        }
        List<String> near = Names.nearest(parts[0], List.of("uniform", "lognormal"));
        throw new IllegalArgumentException("bad lengths '" + text + "'; "
                + (near.isEmpty() || near.contains(parts[0]) ? "" : "did you mean " + near.getFirst() + "? ")
                + "expected " + FORM);
    }
}
