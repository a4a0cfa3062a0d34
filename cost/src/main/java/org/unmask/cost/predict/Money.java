package org.unmask.cost.predict;

import org.unmask.cost.hardware.Device;

/// Rent for a generation.
///
/// @param dollarsPerMillionTokens  generated ones
/// @param dollarsPerHour  all devices together
/// @param source  where the price of one device comes from
public record Money(double dollarsPerMillionTokens, double dollarsPerHour, String source) {
    /// Why there is none.
    public static String missing(Device device) {
        return "no price of " + device.id() + " is known; give --dollars-per-hour or --prices";
    }
}
