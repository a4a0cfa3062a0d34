package org.unmask.cost.crossover;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Every number of steps a strategy accepts, in order.
///
/// @param seconds  of the autoregressive model
record StepScan(double seconds, List<Look> looks) {
    /// @param seconds  of the diffusion model
    record Look(int steps, double seconds, long passes, Verdict verdict) {
        double passSeconds() {
            return seconds / passes;
        }
    }

    /// @param runsOut  what to say if the diffusion model fits nowhere
    StepCrossover result(String runsOut) {
        if (looks.isEmpty()) {
            return StepCrossover.none(Answer.NOT_APPLICABLE, "no number of steps up to one per token is accepted");
        }
        if (looks.stream().noneMatch(look -> look.verdict().isRun())) {
            return StepCrossover.none(Answer.DOES_NOT_FIT, runsOut);
        }
        int last = lastWin();
        Look at = looks.get(Math.max(last, 0));
        Optional<Look> next =
                last >= 0 && last + 1 < looks.size() ? Optional.of(looks.get(last + 1)) : Optional.empty();
        Range.Joiner ranges = new Range.Joiner();
        looks.forEach(look -> ranges.add(look.steps(), look.verdict()));
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
        for (int i = looks.size() - 1; i >= 0; i--) {
            if (looks.get(i).verdict() == Verdict.DIFFUSION) {
                return i;
            }
        }
        return -1;
    }

    /// Time is taken to be linear between two neighbouring numbers of steps. If the passes of both cost the same, this
    /// is the autoregressive time over the time of a pass.
    private double between(Look at, Look after) {
        return at.steps() + (seconds - at.seconds()) / (after.seconds() - at.seconds()) * (after.steps() - at.steps());
    }

    private Sample sample(Look look) {
        return new Sample(look.steps(), seconds, look.seconds());
    }
}
