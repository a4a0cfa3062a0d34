package org.unmask.app.catalog;

import java.util.Optional;

/// An interconnect between devices of one kind, for collective operations within a server or pod.
///
/// @param bytesPerSecond  each device sends, and at the same time receives, to all its peers together; data sheets mostly
///     print the sum of both directions, twice this
/// @param latencySeconds  of one all-reduce of a few bytes; empty if nobody measured it
public record LinkFigures(Figure bytesPerSecond, Optional<Figure> latencySeconds) {}
