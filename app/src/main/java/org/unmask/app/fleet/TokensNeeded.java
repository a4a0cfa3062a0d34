package org.unmask.app.fleet;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.unmask.core.decode.Key;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.decode.StrategySpec;
import org.unmask.fleet.Plan;

/// How many tokens a pass of a diffusion model must commit for its fleet to be cheaper than that of an autoregressive model.
///
/// @param rival  the cheapest plan of an autoregressive model on the same devices
/// @param plan  of the diffusion model
/// @param tokens  the least number, to [#PRECISION]; empty if none is enough, or the strategy takes no such assumption
/// @param at  the plan at these tokens per pass, or at the most that were tried; empty if the strategy assumes none
public record TokensNeeded(Plan rival, Plan plan, OptionalDouble tokens, Optional<Plan> at) {
    /// Of the number of tokens.
    public static final double PRECISION = 0.05;

    private static final int MOST = 32;

    /// Looks for the number.
    ///
    /// @param priced  makes the plan of another strategy
    public static TokensNeeded of(Plan rival, Plan plan, Function<StrategySpec, Plan> priced) {
        StrategySpec spec = plan.scenario().strategy();
        if (!Strategies.family(spec.id()).takes(StrategyKeys.TOKENS_PER_PASS)
                || rival.price().isEmpty()) {
            return new TokensNeeded(rival, plan, OptionalDouble.empty(), Optional.empty());
        }
        StrategySpec base = without(without(spec, StrategyKeys.ASSUMPTIONS), StrategyKeys.SCHEDULE);
        Function<Double, Plan> at = tokens -> priced.apply(base.with(StrategyKeys.TOKENS_PER_PASS.name(), "" + tokens));
        Plan most = at.apply((double) MOST);
        if (!isCheaper(most, rival)) {
            return new TokensNeeded(rival, plan, OptionalDouble.empty(), Optional.of(most));
        }
        Plan least = at.apply(1.0);
        if (isCheaper(least, rival)) {
            return new TokensNeeded(rival, plan, OptionalDouble.of(1), Optional.of(least));
        }
        double low = 1;
        double high = MOST;
        Plan found = most;
        while (high - low > PRECISION) {
            double middle = (low + high) / 2;
            Plan trial = at.apply(middle);
            if (isCheaper(trial, rival)) {
                high = middle;
                found = trial;
            } else {
                low = middle;
            }
        }
        return new TokensNeeded(rival, plan, OptionalDouble.of(high), Optional.of(found));
    }

    /// Whether a plan costs less; one without a fleet does not.
    public static boolean isCheaper(Plan plan, Plan rival) {
        return plan.price().isPresent()
                && (rival.price().isEmpty()
                        || plan.price().getAsDouble() < rival.price().getAsDouble());
    }

    private static StrategySpec without(StrategySpec spec, List<Key<?>> keys) {
        StrategySpec rest = spec;
        for (Key<?> key : keys) {
            rest = rest.without(key.name());
        }
        return rest;
    }
}
