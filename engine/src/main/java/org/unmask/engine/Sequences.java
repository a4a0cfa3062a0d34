package org.unmask.engine;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Task;

/// The canvas of a batch: padding, prompt tokens, committed tokens and masks, and which sequences have stopped. Positions
/// count padding.
final class Sequences {
    /// Stands for a position that is not known yet, where the model has no mask token.
    private static final int UNKNOWN = 0;

    private final int unknown;
    private final int[] padding;
    private final int[] promptEnds;
    private final int[][] tokens;
    private final boolean[][] masked;
    /// `masked` as it was when the previous pass began.
    private final boolean[][] before;

    private final boolean together;
    private final boolean[] stopped;
    private final Verification verification;

    /// @param prompts  one per sequence
    /// @param together  whether sequences that have stopped are computed until all have
    Sequences(Request request, List<int[]> prompts, int maskToken, boolean together) {
        this.together = together;
        this.unknown = maskToken < 0 ? UNKNOWN : maskToken;
        this.padding = new int[request.batch()];
        this.promptEnds = new int[request.batch()];
        this.tokens = new int[request.batch()][];
        this.masked = new boolean[request.batch()][];
        this.before = new boolean[request.batch()][];
        this.stopped = new boolean[request.batch()];
        this.verification = new Verification(request.batch());
        for (int s = 0; s < request.batch(); s++) {
            int[] prompt = prompts.get(s);
            padding[s] = request.padding().before(request.promptTokens(), prompt.length);
            promptEnds[s] = padding[s] + prompt.length;
            tokens[s] = new int[request.promptTokens()];
            Arrays.fill(tokens[s], unknown);
            System.arraycopy(prompt, 0, tokens[s], padding[s], prompt.length);
            masked[s] = new boolean[request.promptTokens()];
            Arrays.fill(masked[s], promptEnds[s], request.promptTokens(), true);
            before[s] = masked[s].clone();
        }
        reserve(request.length());
    }

    /// Makes every sequence at least `length` positions long; what is new is masked.
    void reserve(int length) {
        int known = tokens[0].length;
        for (int s = 0; s < tokens.length && length > known; s++) {
            tokens[s] = Arrays.copyOf(tokens[s], length);
            masked[s] = Arrays.copyOf(masked[s], length);
            before[s] = Arrays.copyOf(before[s], length);
            Arrays.fill(tokens[s], known, length, unknown);
            Arrays.fill(masked[s], known, length, true);
            Arrays.fill(before[s], known, length, true);
        }
    }

    /// The sequences a pass computes: those with masks left in its block, or else all that have not stopped. Where tokens may
    /// be replaced, those that have not left the block.
    ///
    /// @throws IllegalStateException if the pass asks for another number of sequences than there are
    int[] participants(Pass.Group group) {
        int[] running = filter(this::isRunning);
        if (running.length == group.sequences()) {
            return running;
        }
        int[] unfinished = filter(s -> isRunning(s) && isUnfinished(s, group.task()));
        if (unfinished.length == group.sequences()) {
            return unfinished;
        }
        throw new IllegalStateException("the pass asks for " + group.sequences() + " sequences; " + running.length
                + " are running and " + unfinished.length + " unfinished");
    }

    /// Whether a sequence needs a further pass over the active block.
    boolean isUnfinished(int sequence, Task task) {
        return task.commit() instanceof Commit.Joint ? !verification.hasLeft(sequence) : masks(sequence, task) > 0;
    }

    /// The token at a position; the mask token, or what stands for it, where none is known.
    int token(int sequence, int position) {
        return tokens[sequence][position];
    }

    /// Positions before the prompt that hold nothing.
    int padding(int sequence) {
        return padding[sequence];
    }

    /// Positions of padding in front of every sequence.
    int[] padding() {
        return padding.clone();
    }

    /// The first position after the prompt.
    int promptEnd(int sequence) {
        return promptEnds[sequence];
    }

    /// The token at a position if the prompt were not known.
    int unguidedToken(int sequence, int position) {
        return position < promptEnds[sequence] ? unknown : token(sequence, position);
    }

    boolean isMasked(int sequence, int position) {
        return masked[sequence][position];
    }

    /// Whether a position was masked when the previous pass began.
    boolean wasMasked(int sequence, int position) {
        return before[sequence][position];
    }

    /// Masked positions of the active block.
    int masks(int sequence, Task task) {
        return masks(sequence, task.start(), task.end());
    }

    /// Masked positions in `[start, end)`.
    int masks(int sequence, int start, int end) {
        int count = 0;
        for (int position = start; position < end; position++) {
            count += masked[sequence][position] ? 1 : 0;
        }
        return count;
    }

    /// The share of positions `[start, end)` that are not masked; 1 if there are none.
    double decodedShare(int sequence, int start, int end) {
        int positions = end - start;
        return positions == 0 ? 1 : (double) (positions - masks(sequence, start, end)) / positions;
    }

    /// A pass begins.
    void begin(Task task) {
        if (task.commit() instanceof Commit.Joint) {
            verification.enter(task.start());
        }
    }

    /// A pass has run, and its outcome comes next: what is masked now is what was masked before the next pass.
    void keepMasks() {
        for (int s = 0; s < masked.length; s++) {
            System.arraycopy(masked[s], 0, before[s], 0, masked[s].length);
        }
    }

    /// A pass that may replace tokens has looked at a sequence.
    void looked(int sequence, Task task, int replaced, int mostEdits) {
        for (int position = task.start(); position < task.end(); position++) {
            if (before[sequence][position]) {
                return;
            }
        }
        verification.looked(sequence, replaced, mostEdits);
    }

    void commit(int sequence, int position, int token) {
        tokens[sequence][position] = token;
        masked[sequence][position] = false;
    }

    /// Puts a token that is only guessed at a position; it stays masked, and a known one stays as it is.
    void propose(int sequence, int position, int token) {
        if (masked[sequence][position]) {
            tokens[sequence][position] = token;
        }
    }

    /// Takes back what was guessed of positions `[start, end)`.
    void forget(int sequence, int start, int end) {
        for (int position = start; position < end; position++) {
            propose(sequence, position, unknown);
        }
    }

    /// The first position after the prompt that is not known; guesses are not.
    int known(int sequence) {
        int position = promptEnds[sequence];
        while (position < length() && !masked[sequence][position]) {
            position++;
        }
        return position;
    }

    /// Stops a sequence if one of the tokens stands among its committed ones before `end`.
    void stopAt(int sequence, List<Integer> endTokens, int end) {
        for (int position = promptEnds[sequence]; position < end; position++) {
            if (!masked[sequence][position] && endTokens.contains(tokens[sequence][position])) {
                stopped[sequence] = true;
            }
        }
    }

    /// Sequences that are still computed.
    int running() {
        return filter(this::isRunning).length;
    }

    private boolean isRunning(int sequence) {
        return together ? IntStream.range(0, stopped.length).anyMatch(s -> !stopped[s]) : !stopped[sequence];
    }

    /// Positions a sequence has room for.
    int length() {
        return tokens[0].length;
    }

    /// All positions of a sequence but its padding.
    int[] all(int sequence) {
        return Arrays.copyOfRange(tokens[sequence], padding[sequence], tokens[sequence].length);
    }

    private int[] filter(IntPredicate condition) {
        return IntStream.range(0, tokens.length).filter(condition).toArray();
    }
}
