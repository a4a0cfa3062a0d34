package org.unmask.cost.crossover;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Every number of steps a strategy accepts, in order.
///
/// @param seconds  of the autoregressive model
record StepScan(double seconds, List<Trial> trials) {
    /// @param seconds  of the diffusion model
    record Trial(int steps, double seconds, long passes, Verdict verdict) {
        double passSeconds() {
            return seconds / passes;
        }
    }

    /// @param runsOut  what to say if the diffusion model fits nowhere
    StepCrossover result(String runsOut) {
        if (trials.isEmpty()) {
            return StepCrossover.none(Answer.NOT_APPLICABLE, "no number of steps up to one per token is accepted");
        }
        if (trials.stream().noneMatch(trial -> trial.verdict().isRun())) {
            return StepCrossover.none(Answer.DOES_NOT_FIT, runsOut);
        }
        int last = lastWin();
        Trial at = trials.get(Math.max(last, 0));
        Optional<Trial> next =
                last >= 0 && last + 1 < trials.size() ? Optional.of(trials.get(last + 1)) : Optional.empty();
        Range.Joiner ranges = new Range.Joiner();
        trials.forEach(trial -> ranges.add(trial.steps(), trial.verdict()));
        return new StepCrossover(
                last < 0 ? Answer.NEVER : next.isPresent() ? Answer.AT : Answer.ALWAYS,
                "",
                next.map(after -> OptionalDouble.of(between(at, after))).orElse(OptionalDouble.empty()),
                OptionalDouble.of(seconds / at.passSeconds()),
                Optional.of(sample(at)),
                next.map(this::sample),
                ranges.ranges());
    }

    private int lastWin() {
        for (int i = trials.size() - 1; i >= 0; i--) {
            if (trials.get(i).verdict() == Verdict.DIFFUSION) {
                return i;
            }
        }
        return -1;
    }

    /// Time is taken to be linear between two neighbouring numbers of steps. If the passes of both cost the same, this
    /// is the autoregressive time over the time of a pass. If memory ends the steps, nothing lies between.
    private double between(Trial at, Trial after) {
        if (!after.verdict().isRun()) {
            return at.steps();
        }
        return at.steps() + (seconds - at.seconds()) / (after.seconds() - at.seconds()) * (after.steps() - at.steps());
    }

    private Sample sample(Trial trial) {
        return new Sample(trial.steps(), seconds, trial.seconds());
    }
}
