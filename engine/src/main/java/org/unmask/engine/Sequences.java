package org.unmask.engine;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Task;

/// The canvas of a batch: prompt tokens, committed tokens and masks, and which sequences have stopped.
final class Sequences {
    /// Stands for a position that is not known yet, where the model has no mask token.
    private static final int UNKNOWN = 0;

    private final Request request;
    private final int[][] tokens;
    private final boolean[][] masked;
    private final boolean[] stopped;

    /// @param prompts  one per sequence, all of the request's length
    /// @param length  positions, at least prompt and generated tokens; more if the last block reaches beyond
    Sequences(Request request, List<int[]> prompts, int length, int maskToken) {
        this.request = request;
        this.tokens = new int[request.batch()][length];
        this.masked = new boolean[request.batch()][length];
        this.stopped = new boolean[request.batch()];
        int unknown = maskToken < 0 ? UNKNOWN : maskToken;
        for (int s = 0; s < request.batch(); s++) {
            int prompt = prompts.get(s).length;
            System.arraycopy(prompts.get(s), 0, tokens[s], 0, prompt);
            Arrays.fill(tokens[s], prompt, length, unknown);
            Arrays.fill(masked[s], prompt, length, true);
        }
    }

    /// The sequences a pass computes: those with masks left in its block, or else all that have not stopped.
    ///
    /// @throws IllegalStateException if the pass asks for another number of sequences than there are
    int[] participants(Pass pass) {
        int[] running = filter(s -> !stopped[s]);
        if (running.length == pass.batch()) {
            return running;
        }
        int[] unfinished = filter(s -> !stopped[s] && masks(s, pass.task()) > 0);
        if (unfinished.length == pass.batch()) {
            return unfinished;
        }
        throw new IllegalStateException("the pass asks for " + pass.batch() + " sequences; " + running.length
                + " are running and " + unfinished.length + " unfinished");
    }

    /// Tokens a pass computes, sequence by sequence.
    int[] tokens(int[] sequences, int from, int queries) {
        int[] all = new int[Math.multiplyExact(sequences.length, queries)];
        for (int i = 0; i < sequences.length; i++) {
            System.arraycopy(tokens[sequences[i]], from, all, i * queries, queries);
        }
        return all;
    }

    boolean isMasked(int sequence, int position) {
        return masked[sequence][position];
    }

    /// Masked positions of the active block.
    int masks(int sequence, Task task) {
        int count = 0;
        for (int position = task.start(); position < task.end(); position++) {
            count += masked[sequence][position] ? 1 : 0;
        }
        return count;
    }

    void commit(int sequence, int position, int token) {
        tokens[sequence][position] = token;
        masked[sequence][position] = false;
    }

    /// Stops a sequence if one of the tokens stands among its committed ones before `end`.
    void stopAt(int sequence, List<Integer> endTokens, int end) {
        for (int position = request.promptTokens(); position < end; position++) {
            if (!masked[sequence][position] && endTokens.contains(tokens[sequence][position])) {
                stopped[sequence] = true;
            }
        }
    }

    int running() {
        return filter(s -> !stopped[s]).length;
    }

    /// All positions of a sequence.
    int[] all(int sequence) {
        return tokens[sequence].clone();
    }

    private int[] filter(IntPredicate condition) {
        return IntStream.range(0, tokens.length).filter(condition).toArray();
    }
}
