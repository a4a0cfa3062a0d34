package org.unmask.app.audit;

import java.util.List;
import org.unmask.cost.predict.Scenario;

/// A claim as a scenario of the roofline.
///
/// @param devices  that the device of the scenario stands for
/// @param fixed  whether the number of passes follows from what is stated; if not, the strategy of the scenario commits one
///     token a pass
/// @param assumed  what was not stated, one sentence each
/// @param batchIsStated  whether the claim states its batch; `devicesAreStated` is the same of its devices
record Priceable(
        Scenario scenario,
        int devices,
        boolean fixed,
        boolean autoregressive,
        boolean batchIsStated,
        boolean devicesAreStated,
        List<String> assumed) {
    Priceable {
        assumed = List.copyOf(assumed);
    }

    /// This claim as another scenario.
    Priceable with(Scenario other) {
        return new Priceable(other, devices, fixed, autoregressive, batchIsStated, devicesAreStated, assumed);
    }
}
