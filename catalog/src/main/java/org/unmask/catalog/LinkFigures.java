package org.unmask.catalog;

import java.util.Optional;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.hardware.Figure;

/// An interconnect between devices of one kind, for collective operations within a server or pod.
///
/// @param bytesPerSecond  each device sends, and at the same time receives, to all its peers together; data sheets mostly
///     print the sum of both directions, twice this
/// @param latencySeconds  of one all-reduce of a few bytes between two devices; empty if nobody measured it
public record LinkFigures(Figure bytesPerSecond, Optional<Figure> latencySeconds) {
    /// An all-reduce in a ring of two is that many messages one after the other.
    private static final int MESSAGES = 2;

    /// What predictions need. A latency that nobody measured is left out, which the source then says.
    Deployment.Link link(String id) {
        return new Deployment.Link(
                id,
                bytesPerSecond.value(),
                latencySeconds.isPresent() ? latencySeconds.get().value() / MESSAGES : 0,
                bytesPerSecond.source()
                        + latencySeconds.map(latency -> " " + latency.source()).orElse(" (no latency known)"));
    }
}
