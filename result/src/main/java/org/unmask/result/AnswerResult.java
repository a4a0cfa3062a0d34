package org.unmask.result;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One problem answered by a trained model.
///
/// @param setting  equal for all problems
/// @param problem  from 0
/// @param scored  whether an answer was expected
/// @param exact  whether the number behind `####` is the expected one; false if no answer was expected
/// @param flexible  whether the last number is; likewise
/// @param computedTokens  tokens committed, padding after the end included
/// @param keptTokens  generated tokens up to the end token
/// @param seconds  of the batch it was answered in
/// @param batch  problems of that batch
public record AnswerResult(
        Setting setting,
        int problem,
        String text,
        boolean scored,
        boolean exact,
        boolean flexible,
        int passes,
        int computedTokens,
        int keptTokens,
        double seconds,
        int batch) {
    /// The type of its line.
    public static final String TYPE = "answer";

    /// The line of this answer.
    public ObjectNode json() {
        ObjectNode line = JsonMapper.shared().createObjectNode().put("type", TYPE);
        line.set("setting", setting.json());
        return line.put("problem", problem)
                .put("text", text)
                .put("scored", scored)
                .put("exact", exact)
                .put("flexible_exact", flexible)
                .put("passes", passes)
                .put("computed_tokens", computedTokens)
                .put("kept_tokens", keptTokens)
                .put("seconds", seconds)
                .put("batch", batch);
    }

    /// This problem's share of the time.
    public double share() {
        return seconds / batch;
    }

    /// Reads what [#json] wrote. Lines of earlier versions know of no other scores than exact ones, and
    /// of no batches.
    public static AnswerResult of(JsonNode line) {
        return new AnswerResult(
                Setting.of(line.required("setting")),
                line.required("problem").asInt(),
                line.required("text").asString(),
                line.path("scored").asBoolean(true),
                line.required("exact").asBoolean(),
                line.path("flexible_exact").asBoolean(line.required("exact").asBoolean()),
                line.required("passes").asInt(),
                line.required("computed_tokens").asInt(),
                line.required("kept_tokens").asInt(),
                line.required("seconds").asDouble(),
                line.path("batch").asInt(1));
    }
}
