package org.unmask.web.openai;

import java.util.List;
import java.util.Optional;

/// A question that is being answered.
public interface Answering extends AutoCloseable {
    /// Stands for a token that is not known yet.
    int UNKNOWN = -1;

    /// Whether no pass is left to run.
    boolean isDone();

    /// Why no further pass can be run, if one has failed: an exception or an error; an [IllegalArgumentException] if the
    /// question is to blame.
    Optional<Throwable> failure();

    /// The tokens of an answer, up to and without its end token, that no later pass changes.
    ///
    /// @param answer  from 0
    int[] settled(int answer);

    /// What stands behind the settled tokens of an answer: tokens that a later pass may still change, and [#UNKNOWN] where
    /// there is none yet. Empty when nothing is left to settle.
    ///
    /// @param answer  from 0
    int[] provisional(int answer);

    /// Whether the end token of an answer is settled.
    boolean hasEnded(int answer);

    /// The tokens of the prompt and of an answer, scored; to be asked when it is done, if the question wants it.
    ///
    /// @param answer  from 0
    List<Scored> scores(int answer);

    /// What was computed so far, all answers together.
    Work work();

    /// Frees what it holds. Nothing else may be asked afterwards.
    @Override
    void close();

    /// What passes have computed.
    ///
    /// @param denoisingSteps  passes that predict masked positions
    /// @param positions  rows of the residual stream, of all passes and sequences
    /// @param canvasPositions  those of denoising steps
    /// @param committed  tokens that denoising steps committed, those behind an end token included
    record Work(int passes, int denoisingSteps, long positions, long canvasPositions, long committed) {
        /// Nothing.
        public static final Work NONE = new Work(0, 0, 0, 0, 0);

        /// This work and that of one more pass.
        public Work plus(boolean denoises, long more, long tokens) {
            return new Work(
                    passes + 1,
                    denoisingSteps + (denoises ? 1 : 0),
                    positions + more,
                    canvasPositions + (denoises ? more : 0),
                    committed + (denoises ? tokens : 0));
        }
    }
}
