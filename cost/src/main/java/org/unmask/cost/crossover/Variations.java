package org.unmask.cost.crossover;

import java.util.List;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;

/// A strategy with another number of steps, or another assumption.
final class Variations {
    static final String PROFILE = "profile";

    private static final String STEPS = "steps";
    private static final String PER_PASS = "tokens-per-pass";
    /// Keys under which the logits, or an assumption about them, decide how many tokens a pass commits.
    private static final List<String> DEPENDENT = List.of("threshold", "factor", "entropy", PER_PASS, PROFILE);
    /// Keys of a fixed schedule.
    private static final List<String> SCHEDULE = List.of(STEPS, "rule", "schedule");

    private Variations() {}

    /// @param reason  why the strategy has no number of steps; empty if it has
    record Steps(StrategySpec base, String reason) {
        StrategySpec with(int steps) {
            return base.with(STEPS, "" + steps);
        }
    }

    /// @param reason  why the strategy takes no assumption; empty if it does
    record Tokens(StrategySpec base, String reason) {
        StrategySpec with(double tokens) {
            return base.with(PER_PASS, "" + tokens);
        }
    }

    static Steps steps(StrategySpec spec) {
        List<String> dependent =
                DEPENDENT.stream().filter(spec.keys()::containsKey).toList();
        if (!Strategies.family(spec.id()).takes(STEPS)) {
            return new Steps(spec, "strategy " + spec.id() + " has no fixed schedule");
        }
        return new Steps(
                spec, dependent.isEmpty() ? "" : "with " + dependent.getFirst() + " the schedule is not fixed");
    }

    /// A fixed schedule gives way to the assumption, a rule that depends on logits stays beside it.
    static Tokens tokens(StrategySpec spec) {
        StrategySpec base = spec.without(PROFILE).without(PER_PASS);
        if (DEPENDENT.stream().noneMatch(base.keys()::containsKey)) {
            for (String key : SCHEDULE) {
                base = base.without(key);
            }
        }
        boolean takes = Strategies.family(spec.id()).takes(PER_PASS);
        return new Tokens(base, takes ? "" : "strategy " + spec.id() + " has a fixed schedule only");
    }
}
