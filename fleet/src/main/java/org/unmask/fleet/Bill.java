package org.unmask.fleet;

import java.util.Optional;
import java.util.OptionalDouble;
import org.unmask.cost.hardware.Figure;
import org.unmask.cost.predict.Scenario;

/// What a fleet takes besides time.
///
/// @param devices  of all replicas
/// @param dollarsPerHour  rent of all devices; empty if there is no price
/// @param dollarsPerMillionTokens  rent for a million tokens at the rate that was served
/// @param joules  of all devices from the first arrival to the last answer; empty if their power is not known
/// @param joulesPerToken  of tokens that were asked for
public record Bill(
        int devices,
        OptionalDouble dollarsPerHour,
        OptionalDouble dollarsPerMillionTokens,
        OptionalDouble joules,
        OptionalDouble joulesPerToken) {
    /// What energy assumes.
    public static final String ASSUMPTION =
            "full board power while a replica computes, and while it is idle --idle-watts, or the same without it";

    private static final double HOUR_SECONDS = 3600;
    private static final double MILLION = 1e6;

    /// What an outcome costs.
    ///
    /// @param idleWatts  of a device that waits; empty if it is not known, which counts as the power of one that computes
    public static Bill of(Outcome outcome, Scenario scenario, OptionalDouble idleWatts) {
        int devices = Math.multiplyExact(
                outcome.fleet().replicas(), scenario.deployment().devices());
        OptionalDouble rent = value(scenario.upkeep().dollarsPerHour(), devices);
        OptionalDouble joules = joules(outcome, scenario, idleWatts);
        return new Bill(
                devices,
                rent,
                over(rent, HOUR_SECONDS * outcome.tokensPerSecond() / MILLION),
                joules,
                over(joules, outcome.tokens()));
    }

    private static OptionalDouble joules(Outcome outcome, Scenario scenario, OptionalDouble idleWatts) {
        Optional<Figure> watts = scenario.upkeep().watts();
        if (watts.isEmpty()) {
            return OptionalDouble.empty();
        }
        double busy = watts.get().value();
        double idle = idleWatts.orElse(busy);
        double idleSeconds = outcome.fleet().replicas() * outcome.seconds() - outcome.busySeconds();
        return OptionalDouble.of(scenario.deployment().devices() * (busy * outcome.busySeconds() + idle * idleSeconds));
    }

    private static OptionalDouble value(Optional<Figure> figure, double times) {
        return figure.isPresent() ? OptionalDouble.of(figure.get().value() * times) : OptionalDouble.empty();
    }

    private static OptionalDouble over(OptionalDouble value, double divisor) {
        return value.isPresent() ? OptionalDouble.of(value.getAsDouble() / divisor) : value;
    }
}
