package org.unmask.run.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Task;
import org.unmask.engine.Decision;
import org.unmask.engine.Probe;

/// Counts the tokens that each pass commits in each sequence, block by block.
final class Commits implements Probe {
    private final int sequences;
    private final Map<Integer, List<int[]>> blocks = new LinkedHashMap<>();

    Commits(int sequences) {
        this.sequences = sequences;
    }

    @Override
    public void decided(Pass pass, List<Decision> decisions) {
        Task task = pass.only().task();
        if (task.commit() instanceof Commit.None || task.commit() instanceof Commit.Next) {
            return;
        }
        int[] committed = new int[sequences];
        for (Decision decision : decisions) {
            committed[decision.sequence()] += decision.edited() ? 0 : 1;
        }
        blocks.computeIfAbsent(task.start(), _ -> new ArrayList<>()).add(committed);
    }

    /// Of each block, what its passes committed in a sequence, up to the last that committed something.
    List<List<Integer>> of(int sequence) {
        return blocks.values().stream().map(passes -> of(sequence, passes)).toList();
    }

    private static List<Integer> of(int sequence, List<int[]> passes) {
        int end = passes.size();
        while (end > 0 && passes.get(end - 1)[sequence] == 0) {
            end--;
        }
        return passes.subList(0, end).stream().map(counts -> counts[sequence]).toList();
    }

    /// Of each block, the passes that the batch made over it.
    List<Integer> blockPasses() {
        return blocks.values().stream().map(List::size).toList();
    }
}
