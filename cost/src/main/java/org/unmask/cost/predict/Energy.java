package org.unmask.cost.predict;

import org.unmask.cost.hardware.Device;

/// Electricity for a generation.
///
/// @param joules  all devices together
/// @param watts  all devices together
public record Energy(double joules, double joulesPerToken, double watts) {
    /// What the figures assume.
    public static final String ASSUMPTION = "full board power of every device the whole time: an upper bound";

    /// Why there is none.
    public static String missing(Device device) {
        return "no board power of " + device.id() + " is known";
    }
}
