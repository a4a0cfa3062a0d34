package org.unmask.core.decode;

import java.util.ArrayList;
import java.util.List;

/// What passes committed while a model answered problems.
///
/// @param model  that answered
/// @param data  file of the problems
/// @param strategy  that it answered under
/// @param generatedTokens  length of the canvas
/// @param commits  for each answer and each of its blocks, the tokens that each pass committed in that sequence, up to
///     the last that committed one; empty for a block that was not reached
public record RecordedAnswers(
        String model, String data, StrategySpec strategy, int generatedTokens, List<List<List<Integer>>> commits) {
    public RecordedAnswers {
        commits = commits.stream()
                .map(answer -> answer.stream().map(List::copyOf).toList())
                .toList();
    }

    /// The number of answers.
    public int count() {
        return commits.size();
    }

    /// Tokens that a pass over a sequence committed on average, while the sequence had masks.
    public double tokensPerPass() {
        List<List<Integer>> blocks = commits.stream().flatMap(List::stream).toList();
        return blocks.stream()
                        .flatMap(List::stream)
                        .mapToDouble(tokens -> tokens)
                        .sum()
                / blocks.stream().mapToInt(List::size).sum();
    }

    /// The blocks that an answer reached, in their order.
    List<BlockRecord> blocks() {
        int places = commits.stream().mapToInt(List::size).max().orElse(0);
        List<BlockRecord> blocks = new ArrayList<>();
        for (int i = 0; i < places; i++) {
            int place = i;
            List<List<Integer>> reached = commits.stream()
                    .filter(answer ->
                            answer.size() > place && !answer.get(place).isEmpty())
                    .map(answer -> answer.get(place))
                    .toList();
            if (!reached.isEmpty()) {
                blocks.add(new BlockRecord(reached));
            }
        }
        return List.copyOf(blocks);
    }
}
