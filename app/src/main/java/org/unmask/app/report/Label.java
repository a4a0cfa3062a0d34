package org.unmask.app.report;

/// A name in legends and tables, and what decides its colour.
///
/// @param text  as shown, for instance `LLaDA-8B, K = 64`
/// @param strategy  things of the same strategy have the same colour in all figures
public record Label(String text, String strategy, Kind kind) {
    /// Something autoregressive.
    public static Label ar(String text, String strategy) {
        return new Label(text, strategy, Kind.AR);
    }

    /// Something that diffuses.
    public static Label dlm(String text, String strategy) {
        return new Label(text, strategy, Kind.DLM);
    }

    /// A machine or a bound.
    public static Label neutral(String text) {
        return new Label(text, text, Kind.NEUTRAL);
    }
}
