package org.unmask.core.decode;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.unmask.core.statistic.Observed;

/// What the passes over the block at one place of its answer committed, answer by answer.
///
/// @param answers  for each answer that reached the block, the tokens that each of its passes committed
record BlockRecord(List<List<Integer>> answers) {
    BlockRecord {
        answers = answers.stream().map(List::copyOf).toList();
    }

    /// Passes that a batch makes over the block on average: those of its slowest sequence.
    double passes(int batch) {
        return observed(List::size).expectedLargest(batch);
    }

    /// Share of the block that is masked after some passes in the sequence of a batch with most masks, on average.
    double masked(int passes, int batch) {
        return observed(answer -> 1 - committed(answer, passes)).expectedLargest(batch);
    }

    /// Share of the block that is committed after some passes, on average.
    double committed(int passes) {
        return observed(answer -> committed(answer, passes)).mean();
    }

    /// Share of the sequences that need more passes than some.
    double unfinished(int passes) {
        return observed(answer -> answer.size() > passes ? 1 : 0).mean();
    }

    private Observed observed(ToDoubleFunction<List<Integer>> value) {
        return new Observed(answers.stream().mapToDouble(value).boxed().toList());
    }

    private static double committed(List<Integer> answer, int passes) {
        return (double) sum(answer.subList(0, Math.min(passes, answer.size()))) / sum(answer);
    }

    private static int sum(List<Integer> tokens) {
        return tokens.stream().mapToInt(Integer::intValue).sum();
    }
}
