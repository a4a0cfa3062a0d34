package org.unmask.run.frontier;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.unmask.core.text.UsageException;
import org.unmask.result.evaluation.Tally;

/// Successive halving (Jamieson and Talwalkar, arXiv 1502.07943) with sure losers only: all contenders answer a few
/// problems, then twice as many, and so on. Who is dominated beyond the intervals gets no more problems.
///
/// A contender is dominated by another of its batch if the other is surely more accurate and surely faster: the
/// whole interval of the one lies below that of the other, for both. Intervals hold together: with the error
/// divided by contenders, rounds and two quantities, one of them misses its true value with at most that
/// probability (Bonferroni), so that no contender of the true front is dropped, but with that probability.
/// Problems are taken as drawn independently.
///
/// @param contenders  only those of one batch are compared, and a baseline with none
/// @param problems  that are answered at most
/// @param firstRound  problems of the first round
/// @param error  probability that any interval misses its value
public record Race(List<Contender> contenders, int problems, int firstRound, double error) {
    private static final int QUANTITIES = 2;

    public Race {
        contenders = List.copyOf(contenders);
        if (contenders.isEmpty() || problems < 1 || firstRound < 1 || !(error > 0 && error < 1)) {
            throw new IllegalArgumentException("bad race: contenders=" + contenders.size() + " problems=" + problems
                    + " first round=" + firstRound + " error=" + error);
        }
    }

    /// A setting in the race.
    ///
    /// @param batch  problems that it answers together
    /// @param baseline  whether it answers all problems, whatever others do, and drops nobody
    public record Contender(int batch, boolean baseline) {
        boolean isComparedWith(Contender other) {
            return batch == other.batch && !baseline && !other.baseline;
        }
    }

    /// Problems answered up to the end of each round.
    public List<Integer> rounds() {
        List<Integer> rounds = new ArrayList<>();
        for (long round = firstRound; round < problems; round *= 2) {
            rounds.add((int) round);
        }
        rounds.add(problems);
        return List.copyOf(rounds);
    }

    /// Problems of a round for a contender: whole batches, as far as there are problems.
    public int problems(int contender, int round) {
        int batch = contenders.get(contender).batch();
        return Math.min(problems, Math.ceilDiv(round, batch) * batch);
    }

    /// Runs all rounds.
    ///
    /// @return by contender
    /// @throws UsageException if no answer is scored
    public List<Standing> run(Trials trials) throws IOException {
        Standing[] standings = new Standing[contenders.size()];
        List<Integer> rounds = rounds();
        for (int round : rounds) {
            for (int contender = 0; contender < standings.length; contender++) {
                if (round == rounds.getFirst()
                        || standings[contender].beatenBy().isEmpty()) {
                    Tally tally = trials.first(contender, problems(contender, round));
                    if (tally.strict().isEmpty()) {
                        throw new UsageException("no answer to the problems is known, so that there is no accuracy");
                    }
                    standings[contender] = new Standing(contender, tally, OptionalInt.empty());
                }
            }
            drop(standings, rounds.size());
        }
        return List.of(standings);
    }

    private void drop(Standing[] standings, int rounds) {
        double each = error / (QUANTITIES * (double) standings.length * rounds);
        List<Bounds> accuracies = IntStream.range(0, standings.length)
                .mapToObj(i -> Bounds.share(standings[i].accuracy(), each))
                .toList();
        List<Bounds> speeds = IntStream.range(0, standings.length)
                .mapToObj(i -> Bounds.rate(standings[i].tally().samples(), each))
                .toList();
        for (int i = 0; i < standings.length; i++) {
            int loser = i;
            OptionalInt winner = IntStream.range(0, standings.length)
                    .filter(other -> contenders.get(other).isComparedWith(contenders.get(loser))
                            && accuracies.get(loser).isBelow(accuracies.get(other))
                            && speeds.get(loser).isBelow(speeds.get(other)))
                    .findFirst();
            if (standings[i].beatenBy().isEmpty()) {
                standings[i] = new Standing(i, standings[i].tally(), winner);
            }
        }
    }
}
