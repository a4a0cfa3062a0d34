package org.unmask.web.openai;

import java.util.List;
import java.util.OptionalInt;
import org.unmask.core.model.ChatTurn;

/// A loaded model, as a server sees it.
///
/// [#start], [#advance], and what an [Answering] does are for one thread; everything else for many at once.
public interface TextModel {
    /// The name that requests have for it.
    String id();

    /// The most positions of a prompt and its answer together, where there is a limit.
    OptionalInt positions();

    /// The strategy of requests that name none, as `name:key=value,...`.
    String strategy();

    /// Tokens of a prompt.
    ///
    /// @throws IllegalArgumentException if there are more than the model takes
    int[] tokens(String prompt);

    /// Tokens of a conversation, in the form that the model was taught.
    ///
    /// @throws IllegalArgumentException if the model knows no conversations, or not such ones
    int[] tokens(List<ChatTurn> turns);

    /// The number of tokens there are.
    int vocabulary();

    /// Turns the tokens of one answer into text.
    Decoder decoder();

    /// Text of tokens that come one after the other.
    interface Decoder {
        /// Takes the next token.
        ///
        /// @return the text that is certain now and was not given before
        String add(int token);

        /// The text that was held back.
        String end();
    }

    /// Checks all that can be known before a question is answered.
    ///
    /// @return bytes of memory that its answers take at most
    /// @throws IllegalArgumentException with the reason why it cannot be answered
    long check(Question question);

    /// Bytes of memory that all questions which are answered at the same time may take together.
    long roomBytes();

    /// Begins to answer a question; no pass is run yet.
    ///
    /// @throws IllegalArgumentException with the reason why it cannot be answered
    Answering start(Question question);

    /// Runs the next pass of each of several questions, none of which is done, several as one where that can be. What one
    /// gets does not depend on the others, and neither does whether it fails.
    Passes advance(List<? extends Answering> questions);

    /// Forward passes that were run.
    ///
    /// @param all  how many
    /// @param fused  how many of them several questions shared
    record Passes(int all, int fused) {
        /// None.
        public static final Passes NONE = new Passes(0, 0);

        /// One that some questions shared.
        public static Passes of(int questions) {
            return new Passes(1, questions > 1 ? 1 : 0);
        }

        /// These and others.
        public Passes plus(Passes others) {
            return new Passes(all + others.all, fused + others.fused);
        }
    }
}
