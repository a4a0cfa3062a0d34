package org.unmask.result;

import java.util.Optional;

/// How tokens are drawn. Every part is empty if it is unknown.
///
/// @param style  the convention of filters and confidence; `greedy` if the most probable token is taken
/// @param topK  0 for all tokens
/// @param topP  1 for all tokens
public record Drawing(
        Optional<String> style,
        Optional<Double> temperature,
        Optional<Integer> topK,
        Optional<Double> topP,
        Optional<Long> seed) {
    /// The style of taking the most probable token.
    public static final String GREEDY = "greedy";

    /// Nothing is known.
    public static final Drawing UNKNOWN =
            new Drawing(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// All parts are known.
    public static Drawing of(String style, double temperature, int topK, double topP, long seed) {
        return new Drawing(
                Optional.of(style), Optional.of(temperature), Optional.of(topK), Optional.of(topP), Optional.of(seed));
    }
}
