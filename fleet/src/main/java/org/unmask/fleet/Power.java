package org.unmask.fleet;

import java.util.Optional;
import java.util.OptionalDouble;
import org.unmask.core.text.Units;
import org.unmask.cost.hardware.Figure;
import org.unmask.cost.predict.Upkeep;

/// The power of one device: while its replica computes a pass, and while it waits for the next with its model in memory.
///
/// @param isAssumed  whether nobody says what a device that waits takes, so that it counts as one that computes: an upper
///     bound
public record Power(Figure busy, Figure idle, boolean isAssumed) {
    /// The power of a device; empty if that of its board is not known.
    ///
    /// @param idleWatts  of a device that waits, instead of what its file says; empty if the file decides
    /// @throws IllegalArgumentException if a device that waits would take more than one that computes
    public static Optional<Power> of(Upkeep upkeep, OptionalDouble idleWatts) {
        if (upkeep.watts().isEmpty()) {
            return Optional.empty();
        }
        Figure busy = upkeep.watts().get();
        Optional<Figure> idle = idleWatts.isPresent()
                ? Optional.of(new Figure(idleWatts.getAsDouble(), "given as --idle-watts"))
                : upkeep.idleWatts();
        if (idle.isPresent() && idle.get().value() > busy.value()) {
            throw new IllegalArgumentException("idle watts " + idle.get().value() + " are more than the " + busy.value()
                    + " of a device that computes");
        }
        return Optional.of(new Power(busy, idle.orElse(busy), idle.isEmpty()));
    }

    /// Electricity of a device, in joules.
    double joules(double busySeconds, double idleSeconds) {
        return busy.value() * busySeconds + idle.value() * idleSeconds;
    }

    /// What energy is computed from, in words.
    public String words() {
        return "a device takes " + Units.number(busy.value()) + " W while its replica computes, "
                + (isAssumed
                        ? "and the same is assumed while it waits, an upper bound; --idle-watts says less"
                        : Units.number(idle.value()) + " W while it waits (" + idle.source() + ")");
    }
}
