package org.unmask.web.openai;

import java.util.List;
import java.util.Optional;

/// What a request asks for, completion or conversation.
///
/// @param prompts  tokens of each
/// @param answers  for each prompt
/// @param mostTokens  of an answer
/// @param strategy  empty for the server's
/// @param stops  texts that an answer ends before
record Asked(
        List<int[]> prompts,
        int answers,
        int mostTokens,
        boolean stopsAtEnd,
        Optional<String> strategy,
        Question.Drawing drawing,
        List<String> stops,
        Streaming streaming) {
    Asked {
        prompts = List.copyOf(prompts);
        stops = List.copyOf(stops);
    }

    /// How an answer is sent.
    ///
    /// @param pieces  whether as a stream of events
    /// @param usage  whether the last event says what was used
    /// @param everyUsage  whether every event does
    record Streaming(boolean pieces, boolean usage, boolean everyUsage) {}
}
