package org.unmask.core.traffic;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Requests with their lengths, in the order in which they come.
public sealed interface Traffic {
    /// The requests from the first on. Equal seeds give equal requests, whoever serves them.
    Iterator<Arrival> requests(long seed);

    /// How many there are.
    long count();

    /// Tokens of the longest prompt that comes or may come.
    int longestPrompt();

    /// Tokens of the longest answer that is or may be asked for.
    int longestAnswer();

    /// The first of these requests, each so late that those before it are answered.
    ///
    /// @param seconds  between two of them
    Traffic apart(double seconds, int most);

    /// Requests that are drawn.
    ///
    /// @param count  of requests
    record Drawn(Arrivals arrivals, Lengths prompts, Lengths answers, long count) implements Traffic {
        public Drawn {
            if (count < 1) {
                throw new IllegalArgumentException("bad traffic: requests=" + count + "; expected at least 1");
            }
        }

        /// Lengths and ranks have seeds of their own, so that other arrivals do not change them.
        @Override
        public Iterator<Arrival> requests(long seed) {
            PrimitiveIterator.OfDouble times = arrivals.times(seed);
            SplittableRandom seeds = new SplittableRandom(seed);
            SplittableRandom prompt = seeds.split();
            SplittableRandom answer = seeds.split();
            SplittableRandom rank = seeds.split();
            return Stream.generate(() -> new Arrival(
                            times.nextDouble(), prompts.draw(prompt), answers.draw(answer), rank.nextDouble()))
                    .limit(count)
                    .iterator();
        }

        @Override
        public int longestPrompt() {
            return prompts.longest();
        }

        @Override
        public int longestAnswer() {
            return answers.longest();
        }

        @Override
        public Traffic apart(double seconds, int most) {
            return new Drawn(new Arrivals.Constant(1 / seconds), prompts, answers, Math.min(most, count));
        }
    }

    /// Requests that were recorded.
    record Trace(List<Arrival> arrivals) implements Traffic {
        public Trace {
            arrivals = List.copyOf(arrivals);
            if (arrivals.isEmpty()) {
                throw new IllegalArgumentException("bad traffic: requests=0; expected at least 1");
            }
            for (int i = 1; i < arrivals.size(); i++) {
                if (arrivals.get(i).seconds() < arrivals.get(i - 1).seconds()) {
                    throw new IllegalArgumentException("request " + (i + 1) + " comes at "
                            + arrivals.get(i).seconds() + " s, before the one at "
                            + arrivals.get(i - 1).seconds() + " s; sort them by time");
                }
            }
        }

        @Override
        public Iterator<Arrival> requests(long seed) {
            return arrivals.iterator();
        }

        @Override
        public long count() {
            return arrivals.size();
        }

        @Override
        public int longestPrompt() {
            return arrivals.stream().mapToInt(Arrival::promptTokens).max().orElseThrow();
        }

        @Override
        public int longestAnswer() {
            return arrivals.stream().mapToInt(Arrival::generatedTokens).max().orElseThrow();
        }

        @Override
        public Traffic apart(double seconds, int most) {
            List<Arrival> apart = new ArrayList<>();
            for (Arrival arrival : arrivals.subList(0, Math.min(most, arrivals.size()))) {
                apart.add(new Arrival(
                        apart.size() * seconds, arrival.promptTokens(), arrival.generatedTokens(), arrival.rank()));
            }
            return new Trace(apart);
        }
    }
}
