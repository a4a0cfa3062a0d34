package org.unmask.engine.token;

import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Tokens before every text, as the `post_processor` of a `tokenizer.json` says.
final class BeginTokens {
    private BeginTokens() {}

    /// None where the processor is missing, null or adds none.
    static int[] of(JsonNode processor) {
        return switch (processor.path("type").asString("")) {
            case "TemplateProcessing" -> template(processor);
            case "BertProcessing", "RobertaProcessing" -> classifier(processor.path("cls"));
            case "Sequence" -> sequence(processor.path("processors"));
            default -> new int[0];
        };
    }

    /// What stands in the form for one text before the text.
    private static int[] template(JsonNode processor) {
        IntStream.Builder tokens = IntStream.builder();
        for (JsonNode part : processor.path("single")) {
            JsonNode special = part.path("SpecialToken").path("id");
            if (!special.isString()) {
                break;
            }
            for (JsonNode id :
                    processor.path("special_tokens").path(special.stringValue()).path("ids")) {
                tokens.add(id.asInt(0));
            }
        }
        return tokens.build().toArray();
    }

    /// Text and number.
    private static int[] classifier(JsonNode token) {
        return token.path(1).isInt() ? new int[] {token.path(1).intValue()} : new int[0];
    }

    /// Each puts its tokens before those of the ones before.
    private static int[] sequence(JsonNode processors) {
        int[] tokens = {};
        for (JsonNode processor : processors) {
            tokens = IntStream.concat(IntStream.of(of(processor)), IntStream.of(tokens))
                    .toArray();
        }
        return tokens;
    }
}
