package org.unmask.report;

import java.util.Locale;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/// A name in legends and tables, and what decides its colour.
///
/// @param text  as shown, for instance `LLaDA-8B, K = 64`
/// @param strategy  things of the same strategy have the same colour in all figures
public record Label(String text, String strategy, Kind kind) {
    private static final String STEPS = "K = ";

    /// What a line or a bar stands for; decides the family of its colour.
    public enum Kind {
        /// An autoregressive model.
        AR,
        /// A diffusion language model.
        DLM,
        /// A machine or a bound.
        NEUTRAL
    }

    /// Something autoregressive.
    public static Label ar(String text, String strategy) {
        return new Label(text, strategy, Kind.AR);
    }

    /// Something that diffuses.
    public static Label dlm(String text, String strategy) {
        return new Label(text, strategy, Kind.DLM);
    }

    /// Something that diffuses with a fixed number of steps; labels of different steps have shades of one scale.
    public static Label steps(String text, int steps) {
        return dlm(text, STEPS + steps);
    }

    /// A machine or a bound.
    public static Label neutral(String text) {
        return new Label(text, text, Kind.NEUTRAL);
    }

    /// The number given to [#steps(String, int)].
    public static OptionalInt steps(String strategy) {
        return strategy.matches(STEPS + "\\d{1,9}")
                ? OptionalInt.of(Integer.parseInt(strategy.substring(STEPS.length())))
                : OptionalInt.empty();
    }

    /// The label as scripts read it: `{"text": ..., "strategy": ..., "kind": "ar"}`.
    public ObjectNode json() {
        return Chart.node()
                .put("text", text)
                .put("strategy", strategy)
                .put("kind", kind.name().toLowerCase(Locale.ROOT));
    }
}
