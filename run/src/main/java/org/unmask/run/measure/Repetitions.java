package org.unmask.run.measure;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.unmask.result.RunResult;
import org.unmask.result.Statistics;

/// The repetitions that settings have had, and whether their medians are known well enough: to 1.5 %, by at least three.
///
/// The rule looks at the width of an interval alone, never at the price the median will be compared with. Short runs get
/// several repetitions instead of each planned one, since an interruption of some milliseconds is much of a short run. Where
/// the interval stays too wide because the machine changed its speed, settings get more by turns, until that has taken as long
/// as the planned ones.
final class Repetitions {
    /// Fewer samples say nothing about their spread.
    static final int LEAST = 3;

    private static final double NARROW = 0.015;
    /// All runs of a setting together take about that long, if the planned ones do not take longer.
    private static final double SECONDS = 1.5;

    /// How many repetitions a setting gets, unless more are planned.
    static final int MOST = 40;

    private final Map<String, List<RunResult>> runs = new HashMap<>();

    private Repetitions() {}

    /// All runs but those that timed operators.
    static Repetitions of(List<RunResult> runs) {
        Repetitions repetitions = new Repetitions();
        runs.stream().filter(run -> !run.timesOperators()).forEach(repetitions::add);
        return repetitions;
    }

    private void add(RunResult run) {
        runs.computeIfAbsent(run.setting().id(), _ -> new ArrayList<>()).add(run);
    }

    /// Whether the median of a setting is known well enough.
    boolean isSure(String setting) {
        double[] seconds = of(setting).stream().mapToDouble(RunResult::seconds).toArray();
        if (seconds.length < LEAST) {
            return false;
        }
        Statistics statistics = Statistics.of(seconds);
        double half = (statistics.bootstrapHigh() - statistics.bootstrapLow()) / 2;
        return half <= NARROW * statistics.median();
    }

    /// How many repetitions a setting gets instead of a planned one, by the time of those it had; one if fewer are planned
    /// than say anything about their spread.
    int perTurn(String setting, int planned) {
        double mean = of(setting).isEmpty() ? SECONDS : seconds(of(setting)).getAverage();
        return planned < LEAST ? 1 : (int) Math.clamp(SECONDS / mean / planned, 1, Math.max(1, MOST / planned));
    }

    /// Whether a setting is repeated at the end: its median is not sure, and the machine did not keep its speed.
    boolean needsMore(String setting, int planned) {
        List<RunResult> some = of(setting);
        return planned >= LEAST
                && some.size() >= planned
                && some.size() < Math.max(MOST, planned)
                && !RunResult.areSteady(some)
                && !isSure(setting);
    }

    /// How often there is time to repeat each of some settings, until all runs have taken twice as long as the planned ones.
    int roundsLeft(List<String> settings, int planned) {
        double left = 0;
        for (List<RunResult> some : runs.values()) {
            DoubleSummaryStatistics seconds = seconds(some);
            left += 2 * Math.max(SECONDS, planned * seconds.getAverage()) - seconds.getSum();
        }
        double round = settings.stream()
                .mapToDouble(setting -> seconds(of(setting)).getAverage())
                .sum();
        return (int) Math.clamp(left / round, 0, MOST);
    }

    private static DoubleSummaryStatistics seconds(List<RunResult> some) {
        return some.stream().mapToDouble(RunResult::seconds).summaryStatistics();
    }

    /// The number of the next repetition.
    int next(String setting) {
        return of(setting).stream().mapToInt(RunResult::repetition).max().orElse(-1) + 1;
    }

    private List<RunResult> of(String setting) {
        return runs.getOrDefault(setting, List.of());
    }
}
