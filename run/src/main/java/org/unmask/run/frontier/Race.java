package org.unmask.run.frontier;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Successive halving (Jamieson and Talwalkar, arXiv 1502.07943) with sure losers only: all contenders answer a few
/// problems, then twice as many, and so on. A contender that is surely dominated on them gets no more; the last round
/// drops nobody, since there is nothing left to save. [Elimination] says when a contender is dropped, and why one of the
/// true front is so with at most the error. Problems are taken as drawn independently.
///
/// @param contenders  only those of one batch are compared, and a baseline with none
/// @param problems  that are answered at most
/// @param firstRound  problems of the first round
/// @param error  probability that a contender of the true front is dropped, at most
public record Race(List<Contender> contenders, int problems, int firstRound, double error) {
    /// Batches that speeds need before anything can be said of them.
    private static final int LEAST_BATCHES = 4;

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

    /// Problems of a round for a contender: whole batches, four at least, as far as there are problems.
    public int problems(int contender, int round) {
        int batch = contenders.get(contender).batch();
        return Math.min(problems, Math.max(LEAST_BATCHES, Math.ceilDiv(round, batch)) * batch);
    }

    /// Runs all rounds. At least one of the problems must have a known answer; it may come after the first round.
    ///
    /// @return by contender
    public List<Standing> run(Trials trials) throws IOException {
        Standing[] standings = new Standing[contenders.size()];
        List<Integer> rounds = rounds();
        Elimination elimination = new Elimination(contenders, error, rounds.size() - 1);
        for (int round : rounds) {
            for (int contender = 0; contender < standings.length; contender++) {
                if (round == rounds.getFirst() || standings[contender].isRacing()) {
                    standings[contender] = Standing.of(contender, trials.first(contender, problems(contender, round)));
                }
            }
            if (round != rounds.getLast()) {
                elimination.drop(standings);
            }
        }
        return List.of(standings);
    }
}
