package org.unmask.cost.predict;

import java.util.Optional;
import org.unmask.cost.hardware.Figure;

/// What running one device takes besides time.
///
/// @param watts  power of the board while it computes; empty if it is not known
/// @param idleWatts  power of the board while it holds a model and waits; empty if it is not known
/// @param dollarsPerHour  to rent it; empty if there is no price
public record Upkeep(Optional<Figure> watts, Optional<Figure> idleWatts, Optional<Figure> dollarsPerHour) {
    /// Neither power nor price is known.
    public static final Upkeep UNKNOWN = new Upkeep(Optional.empty(), Optional.empty(), Optional.empty());
}
