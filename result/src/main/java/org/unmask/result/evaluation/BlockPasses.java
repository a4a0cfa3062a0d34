package org.unmask.result.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.unmask.core.statistic.Observed;

/// What waiting for the slowest sequence of a batch costs, per block on average over batches and blocks.
///
/// @param batch  passes that a batch made over a block
/// @param expected  passes that the slowest needs of as many sequences, each drawn by itself from all answers
/// @param sequence  passes that a sequence needs for itself
public record BlockPasses(double batch, double expected, double sequence) {
    /// Share of the sequences' passes that a batch saves which leaves out those that are finished, next to one that
    /// computes all until the slowest is.
    public double saved() {
        return 1 - sequence / batch;
    }

    /// Counts over whole batches.
    ///
    /// @return empty if no batch is whole, the answers have no blocks, or no block takes more than a pass, so that nothing waits
    static Optional<BlockPasses> of(List<EvaluatedProblem> answers) {
        List<List<EvaluatedProblem>> batches = answers.stream()
                .collect(Collectors.groupingBy(EvaluatedProblem::first, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .filter(batch -> batch.size() == batch.getFirst().batch())
                .toList();
        Map<Integer, Observed> needed = needed(batches);
        if (needed.isEmpty()) {
            return Optional.empty();
        }
        List<BlockPasses> blocks = new ArrayList<>();
        for (List<EvaluatedProblem> batch : batches) {
            needed.forEach((block, all) -> {
                List<Integer> passes = passes(batch, block);
                if (!passes.isEmpty()) {
                    blocks.add(new BlockPasses(
                            batch.getFirst().blockPasses().get(block),
                            all.expectedLargest(passes.size()),
                            Observed.counts(passes).mean()));
                }
            });
        }
        if (blocks.stream().allMatch(block -> block.batch() == 1)) {
            return Optional.empty();
        }
        return Optional.of(new BlockPasses(
                blocks.stream().mapToDouble(BlockPasses::batch).average().orElseThrow(),
                blocks.stream().mapToDouble(BlockPasses::expected).average().orElseThrow(),
                blocks.stream().mapToDouble(BlockPasses::sequence).average().orElseThrow()));
    }

    private static Map<Integer, Observed> needed(List<List<EvaluatedProblem>> batches) {
        List<EvaluatedProblem> answers = batches.stream().flatMap(List::stream).toList();
        int blocks = answers.stream()
                .mapToInt(answer -> answer.commits().size())
                .max()
                .orElse(0);
        Map<Integer, Observed> needed = new LinkedHashMap<>();
        for (int block = 0; block < blocks; block++) {
            List<Integer> passes = passes(answers, block);
            if (!passes.isEmpty()) {
                needed.put(block, Observed.counts(passes));
            }
        }
        return needed;
    }

    /// Passes that the sequences needed which reached a block.
    private static List<Integer> passes(List<EvaluatedProblem> answers, int block) {
        return answers.stream()
                .filter(answer -> answer.commits().size() > block
                        && !answer.commits().get(block).isEmpty())
                .map(answer -> answer.commits().get(block).size())
                .toList();
    }
}
