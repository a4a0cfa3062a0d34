package org.unmask.core.decode;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// The one loop behind pricing, execution and replay.
public final class Unfolding {
    private Unfolding() {}

    /// Runs a strategy to its end.
    ///
    /// @param outcomes  says what a pass achieves: an assumption, an engine, or a recorded run
    /// @param observer  sees every pass with its outcome, in order
    public static void run(
            Strategy strategy, Request request, Function<Pass, Outcome> outcomes, BiConsumer<Pass, Outcome> observer) {
        Step step = strategy.start(request);
        while (step instanceof Step.Run(Pass pass, Function<Outcome, Step> then, Optional<Step.Stride> _)) {
            Outcome outcome = outcomes.apply(pass);
            observer.accept(pass, outcome);
            step = then.apply(outcome);
        }
        if (outcomes instanceof Assumption.Finite finite) {
            finite.finish();
        }
    }
}
