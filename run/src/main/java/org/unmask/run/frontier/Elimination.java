package org.unmask.run.frontier;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.unmask.run.frontier.Race.Contender;

/// Who is dropped after a round.
///
/// A contender is dropped if another of its batch is surely faster and surely more accurate. Faster: the interval of
/// the one speed lies below that of the other. More accurate: the sign test of both on the same problems.
///
/// # Why no more than the error
///
/// A fifth of the error goes to speeds, in equal parts to contenders and decisions: all their intervals hold together,
/// but with that probability (Bonferroni). The rest goes to accuracies. While the intervals of speeds hold, a contender
/// of the true front is dropped only by one that is truly faster, and therefore not truly more accurate. If `racing`
/// contenders are left and `F` rivals of this one are not surely slower, the test has the level
/// `rest / (decisions · racing · F)`. Until the first mistake the whole front races, and whoever is truly faster is
/// among the `F`; so the levels of all such tests add up to the rest at most. Dividing by those that are left, not by all, is
/// Holm's idea (Scand. J. Stat. 6, 65, 1979).
///
/// @param error  probability that a contender of the true front is dropped, at most, in all decisions together
/// @param decisions  rounds after which contenders are dropped
record Elimination(List<Contender> contenders, double error, int decisions) {
    private static final double SPEEDS = 0.2;

    /// Drops every contender that another one surely beats, and tests the rest again until no more are dropped.
    void drop(Standing[] standings) {
        List<Bounds> speeds = IntStream.range(0, standings.length)
                .mapToObj(i -> Bounds.rate(
                        standings[i].tally().samples(), SPEEDS * error / ((double) standings.length * decisions)))
                .toList();
        boolean more = true;
        while (more) {
            more = false;
            for (int i = 0; i < standings.length; i++) {
                OptionalInt winner = standings[i].isRacing() ? winner(i, standings, speeds) : OptionalInt.empty();
                if (winner.isPresent()) {
                    standings[i] = standings[i].beatenBy(winner.getAsInt());
                    more = true;
                }
            }
        }
    }

    private OptionalInt winner(int loser, Standing[] standings, List<Bounds> speeds) {
        int[] notSlower = rivals(loser)
                .filter(rival -> !speeds.get(rival).isBelow(speeds.get(loser)))
                .toArray();
        long racing = IntStream.range(0, standings.length)
                .filter(i -> !contenders.get(i).baseline() && standings[i].isRacing())
                .count();
        double level = (1 - SPEEDS) * error / ((double) decisions * racing * notSlower.length);
        return IntStream.of(notSlower)
                .filter(rival -> speeds.get(loser).isBelow(speeds.get(rival)))
                .filter(rival -> PairedAccuracy.of(standings[loser].answers(), standings[rival].answers())
                                .chance()
                        <= level)
                .findFirst();
    }

    private IntStream rivals(int contender) {
        return IntStream.range(0, contenders.size())
                .filter(i -> i != contender && contenders.get(contender).isComparedWith(contenders.get(i)));
    }
}
