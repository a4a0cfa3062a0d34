package org.unmask.report;

/// A horizontal line through a whole panel: a ridge point, the latency of the autoregressive model.
///
/// @param label  its text stands at the line
public record Level(Label label, Source source, double y) {
    public Level {
        Finite.require("level", y);
    }
}
