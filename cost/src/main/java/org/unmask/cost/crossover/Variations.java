package org.unmask.cost.crossover;

import java.util.List;
import java.util.stream.Stream;
import org.unmask.core.decode.Key;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFamily;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.decode.StrategySpec;

/// A strategy with another number of steps, or another assumption.
final class Variations {
    private Variations() {}

    /// @param reason  why the strategy has no number of steps; empty if it has
    record Steps(StrategySpec base, String reason) {
        StrategySpec with(int steps) {
            return base.with(StrategyKeys.STEPS.name(), "" + steps);
        }
    }

    /// @param reason  why the strategy takes no assumption; empty if it does
    record Tokens(StrategySpec base, String reason) {
        StrategySpec with(double tokens) {
            return base.with(StrategyKeys.TOKENS_PER_PASS.name(), "" + tokens);
        }
    }

    static Steps steps(StrategySpec spec) {
        if (!Strategies.family(spec.id()).takes(StrategyKeys.STEPS)) {
            return new Steps(spec, "strategy " + spec.id() + " has no fixed schedule");
        }
        return Stream.concat(StrategyKeys.LOGIT_RULES.stream(), StrategyKeys.ASSUMPTIONS.stream())
                .filter(key -> key.isGiven(spec))
                .findFirst()
                .map(key -> new Steps(spec, "with " + key.name() + " the schedule is not fixed"))
                .orElseGet(() -> new Steps(spec, ""));
    }

    /// A fixed schedule gives way to the assumption, a rule that depends on logits stays beside it.
    static Tokens tokens(StrategySpec spec) {
        StrategySpec base = without(spec, StrategyKeys.ASSUMPTIONS);
        if (StrategyKeys.LOGIT_RULES.stream().noneMatch(key -> key.isGiven(spec))) {
            base = without(base, StrategyKeys.SCHEDULE);
        }
        StrategyFamily family = Strategies.family(spec.id());
        String reason = family.takes(StrategyKeys.ACCEPTED)
                ? "strategy " + spec.id() + " commits what is kept of its drafts"
                : "strategy " + spec.id() + " has a fixed schedule only";
        return new Tokens(base, family.takes(StrategyKeys.TOKENS_PER_PASS) ? "" : reason);
    }

    /// Why a strategy cannot serve a request; empty if it can.
    static String objection(StrategySpec strategy, Request request) {
        try {
            Strategies.checked(strategy, request);
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static StrategySpec without(StrategySpec spec, List<Key<?>> keys) {
        StrategySpec rest = spec;
        for (Key<?> key : keys) {
            rest = rest.without(key.name());
        }
        return rest;
    }
}
