package org.unmask.cost.predict;

import java.util.Optional;
import org.unmask.cost.hardware.Figure;

/// What running one device takes besides time.
///
/// @param watts  of the board that computes; empty if nobody says
/// @param idleWatts  of the board that holds a model and waits; empty if nobody says
/// @param dollarsPerHour  to rent it; empty if there is no price
public record Upkeep(Optional<Figure> watts, Optional<Figure> idleWatts, Optional<Figure> dollarsPerHour) {
    /// Neither power nor price is known.
    public static final Upkeep UNKNOWN = new Upkeep(Optional.empty(), Optional.empty(), Optional.empty());
}
