package org.unmask.core.decode;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// The one loop behind pricing, execution and replay.
public final class Unfolding {
    private Unfolding() {}

    /// Runs a strategy to its end.
    ///
    /// @param outcomes  says what a pass achieves: an assumption, an engine, or a recorded run
    /// @param observer  sees every pass with its outcome, in order
    public static void run(
            Strategy strategy, Request request, Function<Pass, Outcome> outcomes, BiConsumer<Pass, Outcome> observer) {
        Step step = Prefill.first(strategy, request);
        while (step instanceof Step.Run run) {
            Outcome outcome = outcomes.apply(run.pass());
            if (run.parts().isEmpty()) {
                observer.accept(run.pass(), outcome);
            } else {
                parts(run.parts(), outcome, observer);
            }
            step = run.then().apply(outcome);
        }
        if (outcomes instanceof Assumption.Finite finite) {
            finite.finish();
        }
    }

    /// Runs a strategy to its end in as few steps as its strides allow.
    ///
    /// @param outcomes  assumed; only assumptions that keep to schedules are leapt over
    public static void leap(Strategy strategy, Request request, Function<Pass, Outcome> outcomes, Stretches observer) {
        boolean leaps = outcomes instanceof Assumption.Scheduled;
        Step step = Prefill.first(strategy, request);
        while (step instanceof Step.Run run) {
            if (leaps && run.stride().isPresent() && run.parts().isEmpty()) {
                Step.Stride s = run.stride().get();
                observer.passes(run.pass(), s.passes(), s.contextStep(), s.logitRowStep(), s.committed());
                step = s.after().get();
            } else {
                Outcome outcome = outcomes.apply(run.pass());
                BiConsumer<Pass, Outcome> one = (pass, own) -> observer.passes(pass, 1, 0, 0, own.committed());
                if (run.parts().isEmpty()) {
                    one.accept(run.pass(), outcome);
                } else {
                    parts(run.parts(), outcome, one);
                }
                step = run.then().apply(outcome);
            }
        }
        if (outcomes instanceof Assumption.Finite finite) {
            finite.finish();
        }
    }

    /// All parts but the last achieve nothing.
    private static void parts(List<Pass> parts, Outcome outcome, BiConsumer<Pass, Outcome> observer) {
        Outcome nothing = new Outcome(0, 0, 0, outcome.running());
        for (Pass part : parts.subList(0, parts.size() - 1)) {
            observer.accept(part, nothing);
        }
        observer.accept(parts.getLast(), outcome);
    }

    /// True if logits decide how many tokens some pass of a strategy commits.
    static boolean dependsOnLogits(Strategy strategy, Request request) {
        return someCommit(strategy, request, Commit::dependsOnLogits);
    }

    /// True if it is assumed how many tokens some pass of a strategy commits.
    static boolean isAssumed(Strategy strategy, Request request) {
        return someCommit(strategy, request, Commit.Assumed.class::isInstance);
    }

    private static boolean someCommit(Strategy strategy, Request request, Predicate<Commit> property) {
        Function<Pass, Outcome> scheduled = Assumption.scheduled(request.batch());
        Step step = strategy.start(request);
        while (step instanceof Step.Run run) {
            Commit commit = run.pass().only().task().commit();
            if (property.test(commit)) {
                return true;
            }
            if (commit.dependsOnLogits()) {
                return false;
            }
            step = run.stride().isPresent()
                    ? run.stride().get().after().get()
                    : run.then().apply(scheduled.apply(run.pass()));
        }
        return false;
    }

    /// Sees passes that differ by fixed steps.
    public interface Stretches {
        /// @param contextStep  added to the context from one pass to the next
        /// @param logitRowStep  added to the rows of logits
        /// @param committed  tokens that each of them commits, in each sequence if there are several, in all of them
        ///     together if there is one; the last may commit fewer, for lack of masks
        void passes(Pass first, int count, int contextStep, int logitRowStep, int committed);
    }
}
