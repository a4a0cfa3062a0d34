package org.unmask.web.openai;

import java.util.List;

/// What the thread of a request hears of its jobs.
sealed interface Update {
    /// More tokens of an answer are settled.
    ///
    /// @param answer  of the request, from 0
    @SuppressWarnings("ArrayRecordComponent") // compared with nothing
    record Tokens(int answer, int[] tokens) implements Update {
        /// Whether it is no block, but one token after another.
        boolean isSingle() {
            return tokens.length == 1;
        }
    }

    /// What stands behind the settled tokens of an answer ([Answering#provisional]).
    ///
    /// @param answer  of the request, from 0
    @SuppressWarnings("ArrayRecordComponent") // compared with nothing
    record Provisional(int answer, int[] tokens) implements Update {}

    /// The tokens of the prompt and of an answer, scored.
    ///
    /// @param answer  of the request, from 0
    record Scores(int answer, List<Scored> tokens) implements Update {
        public Scores {
            tokens = List.copyOf(tokens);
        }
    }

    /// All answers of a job are complete.
    ///
    /// @param first  of its answers
    /// @param ended  whether each has its end token
    record Done(int first, List<Boolean> ended) implements Update {
        public Done {
            ended = List.copyOf(ended);
        }
    }

    /// A job has no answer.
    record Failed(Refused reason) implements Update {}

    /// A while has passed.
    record Beat() implements Update {}
}
