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
    private static final double HOUR_SECONDS = 3600;
    private static final double MILLION = 1e6;

    /// What an outcome costs.
    ///
    /// @param power  of a device; empty if it is not known
    public static Bill of(Outcome outcome, Scenario scenario, Optional<Power> power) {
        int devices = Math.multiplyExact(
                outcome.fleet().allReplicas(), scenario.deployment().devices());
        OptionalDouble rent = value(scenario.upkeep().dollarsPerHour(), devices);
        OptionalDouble joules = joules(outcome, scenario, power);
        return new Bill(
                devices,
                rent,
                over(rent, HOUR_SECONDS * outcome.tokensPerSecond() / MILLION),
                joules,
                over(joules, outcome.tokens()));
    }

    private static OptionalDouble joules(Outcome outcome, Scenario scenario, Optional<Power> power) {
        if (power.isEmpty()) {
            return OptionalDouble.empty();
        }
        double idleSeconds = outcome.fleet().allReplicas() * outcome.seconds() - outcome.busySeconds();
        return OptionalDouble.of(
                scenario.deployment().devices() * power.get().joules(outcome.busySeconds(), idleSeconds));
    }

    private static OptionalDouble value(Optional<Figure> figure, double times) {
        return figure.isPresent() ? OptionalDouble.of(figure.get().value() * times) : OptionalDouble.empty();
    }

    private static OptionalDouble over(OptionalDouble value, double divisor) {
        return value.isPresent() ? OptionalDouble.of(value.getAsDouble() / divisor) : value;
    }
}
