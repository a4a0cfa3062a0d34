package org.unmask.web.openai;

import java.util.Optional;
import java.util.OptionalInt;

/// A prompt and how it is answered.
///
/// @param prompt  tokens
/// @param answers  how many, each with draws of its own
/// @param mostTokens  of an answer
/// @param stopsAtEnd  whether an answer ends at its end token
/// @param strategy  `name:key=value,...`
/// @param likeliest  how many of the most probable tokens are told beside each token of prompt and answer; empty if none
///     is scored
@SuppressWarnings("ArrayRecordComponent") // compared with nothing
public record Question(
        int[] prompt,
        int answers,
        int mostTokens,
        boolean stopsAtEnd,
        String strategy,
        Drawing drawing,
        OptionalInt likeliest) {

    /// How tokens are drawn. Answer `i` draws with a seed that is greater by `i`.
    ///
    /// @param sampler  the conventions to follow; empty for those of the model's family
    /// @param temperature  0 for the most probable token
    /// @param topK  0 for all tokens
    /// @param topP  1 for all tokens
    public record Drawing(Optional<String> sampler, double temperature, int topK, double topP, long seed) {}
}
