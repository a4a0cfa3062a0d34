package org.unmask.engine;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.core.model.Model;
import org.unmask.engine.weight.WeightGenerator;

/// Puts predictions on the canvas as far as the rule of a pass allows, and ends sequences.
final class Deciding {
    private final Sequences sequences;
    private final Model model;
    private final Generation.Stop stop;
    private final long seed;

    /// @param seed  of random orders
    Deciding(Sequences sequences, Model model, Generation.Stop stop, long seed) {
        this.sequences = sequences;
        this.model = model;
        this.stop = stop;
        this.seed = seed;
    }

    /// A random number for each position of a sequence, the same in every pass.
    IntToDoubleFunction order(int sequence) {
        WeightGenerator order = new WeightGenerator("order", seed + sequence);
        int padding = sequences.padding(sequence);
        return position -> order.uniform(position - padding);
    }

    /// Commits predictions of masked positions.
    ///
    /// @param decisions  gets them
    /// @return how many
    int commit(Commit rule, int sequence, List<Prediction> predictions, List<Decision> decisions) {
        List<Prediction> masked = predictions.stream()
                .filter(p -> sequences.isMasked(sequence, p.position()))
                .toList();
        List<Prediction> committed = Committing.committed(
                rule,
                masked,
                order(sequence),
                (from, to) -> sequences.decodedShare(sequence, from, to),
                position -> sequences.token(sequence, position));
        committed.forEach(p -> decide(sequence, p, false, decisions));
        return committed.size();
    }

    /// Replaces tokens by predictions, if the rule does so.
    ///
    /// @param decisions  gets them
    /// @return how many
    int edit(Commit rule, int sequence, List<Prediction> predictions, List<Decision> decisions) {
        if (!(rule instanceof Commit.Joint joint)) {
            return 0;
        }
        List<Prediction> decided = predictions.stream()
                .filter(p -> !sequences.isMasked(sequence, p.position()))
                .toList();
        List<Prediction> replaced =
                Committing.replaced(decided, joint.editConfidence(), position -> sequences.token(sequence, position));
        replaced.forEach(p -> decide(sequence, p, true, decisions));
        return replaced.size();
    }

    private void decide(int sequence, Prediction p, boolean edited, List<Decision> decisions) {
        sequences.commit(sequence, p.position(), p.token());
        int position = p.position() - sequences.padding(sequence);
        decisions.add(new Decision(sequence, position, p.token(), p.probability(), edited));
    }

    /// Ends a sequence whose end token is final.
    void finish(Task task, int sequence, int edited) {
        boolean isFinal = task.phase() == Phase.COMMIT
                || task.commit() instanceof Commit.Next
                || task.commit() instanceof Commit.Verified;
        if (task.commit() instanceof Commit.Joint joint) {
            sequences.looked(sequence, task, edited, joint.mostEdits());
            isFinal = !sequences.isUnfinished(sequence, task);
        }
        if (stop != Generation.Stop.AT_LENGTH && isFinal) {
            sequences.stopAt(sequence, model.endTokens(), task.end());
        }
    }

    /// What is left to do.
    Outcome outcome(Task task, int[] participants, int committed, int edited) {
        int unfinished = (int) Arrays.stream(participants)
                .filter(sequence -> sequences.isUnfinished(sequence, task))
                .count();
        List<Integer> watched = task.watched().stream()
                .map(span -> masks(participants, span.start(), span.end(), span.fewest()))
                .toList();
        return new Outcome(
                committed,
                edited,
                unfinished,
                masks(participants, task.start(), task.end(), false),
                sequences.running(),
                watched);
    }

    private int masks(int[] participants, int start, int end, boolean fewest) {
        IntStream counts = Arrays.stream(participants).map(sequence -> sequences.masks(sequence, start, end));
        return (fewest ? counts.min() : counts.max()).orElseThrow();
    }
}
