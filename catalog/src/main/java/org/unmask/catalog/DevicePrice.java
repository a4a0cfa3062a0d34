package org.unmask.catalog;

import java.time.LocalDate;
import java.util.Optional;
import org.unmask.cost.hardware.Figure;

/// What an hour of one device costs, rented on demand.
///
/// @param dollarsPerHour  US dollars an hour and device, without tax
/// @param asOf  when the price was valid; prices change
/// @param note  who asks it, for what, and how it was divided by the number of devices
public record DevicePrice(Figure dollarsPerHour, LocalDate asOf, Optional<String> note) {
    /// The price with its date beside its source.
    public Figure dated() {
        return new Figure(dollarsPerHour.value(), dollarsPerHour.source() + " (" + asOf + ")");
    }
}
