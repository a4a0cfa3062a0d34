package org.unmask.fleet;

import java.util.Optional;
import java.util.OptionalDouble;
import org.unmask.cost.predict.Scenario;

/// A model on a device under a strategy, and the fleet that serves it.
///
/// @param power  of a device; empty if it is not known
public record Plan(Scenario scenario, Sizing sizing, Sizing.Sized sized, Optional<Power> power) {
    /// What the fleet costs; empty if there is none.
    public Optional<Bill> bill() {
        return sized.found().map(outcome -> Bill.of(outcome, scenario, power));
    }

    /// What is compared to say which of two is cheaper: rent, or the number of devices where no price is known.
    public OptionalDouble price() {
        return bill().map(bill ->
                        bill.dollarsPerHour().isPresent() ? bill.dollarsPerHour() : OptionalDouble.of(bill.devices()))
                .orElse(OptionalDouble.empty());
    }
}
