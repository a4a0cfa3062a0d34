package org.unmask.result.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One problem answered under one setting.
///
/// @param setting  id of the setting
/// @param problem  its number in the file of problems, from 0
/// @param task  its `task_id`, if it has one
/// @param score  empty if no answer was expected
/// @param numbered  whether the text has a number at all
/// @param passes  of the batch it was answered in, those of a drafter included
/// @param drafterPasses  those of them that a drafter made
/// @param computedTokens  tokens committed, padding after the end included
/// @param keptTokens  generated tokens up to the end token
/// @param seconds  of the batch
/// @param batch  problems of the batch
/// @param first  the problem that stands first in the batch
/// @param commits  for each block, tokens that each of its passes committed in this sequence, up to the last
///     that committed one; a verify pass has a block of its own; empty for plain autoregression
/// @param blockPasses  for each of these blocks, the passes that the batch made over it
public record EvaluatedProblem(
        String setting,
        int problem,
        Optional<String> task,
        String text,
        Optional<Score> score,
        boolean numbered,
        int passes,
        int drafterPasses,
        int computedTokens,
        int keptTokens,
        double seconds,
        int batch,
        int first,
        List<List<Integer>> commits,
        List<Integer> blockPasses) {
    /// The type of its line.
    public static final String TYPE = "problem";

    /// Names that lm-evaluation-harness has for the two scores.
    static final String STRICT = "exact_match,strict-match";

    static final String FLEXIBLE = "exact_match,flexible-extract";

    public EvaluatedProblem {
        commits = commits.stream().map(List::copyOf).toList();
        blockPasses = List.copyOf(blockPasses);
        if (problem < 0
                || passes < 1
                || drafterPasses < 0
                || drafterPasses >= passes
                || keptTokens < 0
                || batch < 1
                || !(seconds > 0)) {
            throw new IllegalArgumentException("bad answer: problem=" + problem + " passes=" + passes + " kept tokens="
                    + keptTokens + " batch=" + batch + " seconds=" + seconds);
        }
        if (commits.size() != blockPasses.size()) {
            throw new IllegalArgumentException("bad answer to problem " + problem + ": commits of " + commits.size()
                    + " blocks, passes over " + blockPasses.size());
        }
    }

    /// Whether the answer is right.
    ///
    /// @param strict  whether the number behind `####` is the expected one
    /// @param flexible  whether the last number is
    public record Score(boolean strict, boolean flexible) {}

    /// The line of this answer. Scores are 1 or 0, and `null` where no answer was expected.
    public ObjectNode json() {
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put("type", TYPE).put("setting", setting).put("problem", problem);
        task.ifPresent(id -> line.put("task_id", id));
        line.put("text", text)
                .put(STRICT, score.map(is -> is.strict() ? 1 : 0).orElse(null))
                .put(FLEXIBLE, score.map(is -> is.flexible() ? 1 : 0).orElse(null))
                .put("numbered", numbered)
                .put("passes", passes)
                .put("drafter_passes", drafterPasses)
                .put("computed_tokens", computedTokens)
                .put("kept_tokens", keptTokens)
                .put("seconds", seconds)
                .put("batch", batch)
                .put("first", first);
        ArrayNode blocks = line.putArray("commits");
        commits.forEach(block -> block.forEach(blocks.addArray()::add));
        blockPasses.forEach(line.putArray("block_passes")::add);
        return line;
    }

    /// Reads what [#json] wrote.
    ///
    /// @throws RuntimeException if a key is missing or of another kind
    static EvaluatedProblem of(JsonNode line) {
        JsonNode strict = line.required(STRICT);
        JsonNode task = line.path("task_id");
        return new EvaluatedProblem(
                line.required("setting").asString(),
                line.required("problem").intValue(),
                task.isMissingNode() ? Optional.empty() : Optional.of(task.asString()),
                line.required("text").asString(),
                strict.isNull()
                        ? Optional.empty()
                        : Optional.of(new Score(
                                strict.intValue() == 1, line.required(FLEXIBLE).intValue() == 1)),
                line.required("numbered").booleanValue(),
                line.required("passes").intValue(),
                line.path("drafter_passes").asInt(0),
                line.required("computed_tokens").intValue(),
                line.required("kept_tokens").intValue(),
                line.required("seconds").doubleValue(),
                line.required("batch").intValue(),
                line.required("first").intValue(),
                lists(line.required("commits")),
                numbers(line.required("block_passes")));
    }

    private static List<List<Integer>> lists(JsonNode array) {
        List<List<Integer>> lists = new ArrayList<>();
        array.forEach(list -> lists.add(numbers(list)));
        return lists;
    }

    private static List<Integer> numbers(JsonNode array) {
        List<Integer> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.intValue()));
        return numbers;
    }
}
