package org.unmask.engine;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Order;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Task;

/// Which positions of a sequence a pass computes.
///
/// All sequences of a pass compute equally many. One that has fewer to compute repeats its last position: the same
/// row once more changes nothing.
final class Gathering {
    private final Sequences sequences;

    Gathering(Sequences sequences) {
        this.sequences = sequences;
    }

    /// Positions of the rows of the residual stream of one sequence.
    ///
    /// @param drawn  the order of decoding, where it is known beforehand
    int[] positions(Pass.Group group, int sequence, IntToDoubleFunction drawn) {
        if (group.reuse().isActive()) {
            return IntStream.range(0, group.reuse().rows()).toArray();
        }
        int from = group.task().from();
        return switch (group.task().gather()) {
            case CONTIGUOUS -> IntStream.range(from, from + group.queries()).toArray();
            case DELAYED -> padded(delayed(from, sequence, group.keys()), group);
            case NEIGHBOURS -> padded(neighbours(group, sequence, drawn), group);
        };
    }

    /// What was masked when the previous pass began: masks, and the tokens which that pass decoded.
    private int[] delayed(int from, int sequence, int end) {
        return IntStream.range(from, end)
                .filter(position -> sequences.wasMasked(sequence, position))
                .toArray();
    }

    /// The tokens that the previous pass decoded, those that this pass decodes, and for each of these the nearest
    /// masked positions, left and right by turns.
    private int[] neighbours(Pass.Group group, int sequence, IntToDoubleFunction drawn) {
        Task task = group.task();
        Set<Integer> chosen = new LinkedHashSet<>();
        IntStream.range(task.from(), group.keys())
                .filter(p -> sequences.wasMasked(sequence, p) && !sequences.isMasked(sequence, p))
                .forEach(chosen::add);
        List<Integer> planned = planned(task, sequence, drawn);
        chosen.addAll(planned);
        int wanted = planned.isEmpty() ? 0 : (group.queries() - chosen.size()) / planned.size();
        for (int position : planned) {
            addNeighbours(chosen, wanted, position, task.from(), group.keys(), sequence);
        }
        if (chosen.isEmpty()) {
            chosen.add(task.from());
        }
        return chosen.stream()
                .limit(group.queries())
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /// What a pass that decodes in the drawn order is going to decode.
    List<Integer> planned(Task task, int sequence, IntToDoubleFunction drawn) {
        if (!(task.commit() instanceof Commit.Top(int tokens, Order order)) || order != Order.RANDOM) {
            throw new IllegalArgumentException("which tokens a pass decodes is known beforehand only with rule=random");
        }
        return IntStream.range(task.start(), task.end())
                .filter(position -> sequences.isMasked(sequence, position))
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(drawn::applyAsDouble)
                        .thenComparing(Comparator.naturalOrder()))
                .limit(tokens)
                .toList();
    }

    private void addNeighbours(Set<Integer> chosen, int wanted, int position, int from, int end, int sequence) {
        int left = position;
        int right = position;
        int added = 0;
        while (added < wanted && (left >= from || right < end)) {
            left = free(chosen, left, -1, from, end, sequence);
            if (left >= from) {
                chosen.add(left);
                added++;
            }
            right = free(chosen, right, 1, from, end, sequence);
            if (added < wanted && right < end) {
                chosen.add(right);
                added++;
            }
        }
    }

    /// The next masked position in a direction that is not chosen yet; out of range if there is none.
    private int free(Set<Integer> chosen, int start, int direction, int from, int end, int sequence) {
        int position = start;
        while (position >= from
                && position < end
                && (chosen.contains(position) || !sequences.isMasked(sequence, position))) {
            position += direction;
        }
        return position;
    }

    private static int[] padded(int[] positions, Pass.Group group) {
        if (positions.length == 0 || positions.length > group.queries()) {
            throw new IllegalStateException("a sequence computes " + positions.length + " positions in " + group);
        }
        int last = positions[positions.length - 1];
        return IntStream.range(0, group.queries())
                .map(i -> i < positions.length ? positions[i] : last)
                .toArray();
    }
}
