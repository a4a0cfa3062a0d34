package org.unmask.web.openai;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a request asks for, completion or conversation.
///
/// @param prompts  tokens of each
/// @param answers  for each prompt
/// @param mostTokens  of an answer
/// @param strategy  empty for the server's
/// @param stops  texts that an answer ends before
/// @param echo  whether the prompt stands before the answer
/// @param likeliest  as [Question#likeliest]
record Asked(
        List<int[]> prompts,
        int answers,
        int mostTokens,
        boolean stopsAtEnd,
        Optional<String> strategy,
        Question.Drawing drawing,
        List<String> stops,
        boolean echo,
        OptionalInt likeliest,
        Streaming streaming) {
    Asked {
        prompts = List.copyOf(prompts);
        stops = List.copyOf(stops);
    }

    /// This with the prompt before the answer, and with scored tokens.
    Asked with(boolean echoes, OptionalInt tokens) {
        return new Asked(prompts, answers, mostTokens, stopsAtEnd, strategy, drawing, stops, echoes, tokens, streaming);
    }

    /// How an answer is sent.
    ///
    /// @param pieces  whether as a stream of events
    /// @param usage  whether the last event says what was used
    /// @param everyUsage  whether every event does
    /// @param provisional  whether events tell of text that may still change, too
    record Streaming(boolean pieces, boolean usage, boolean everyUsage, boolean provisional) {}
}
