package org.unmask.web.openai;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Scored tokens in the form of `/v1/completions`.
final class Logprobs {
    private Logprobs() {}

    static ObjectNode json(List<Scored> tokens) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode texts = json.putArray("tokens");
        ArrayNode logarithms = json.putArray("token_logprobs");
        ArrayNode likeliest = json.putArray("top_logprobs");
        ArrayNode offsets = json.putArray("text_offset");
        int offset = 0;
        for (Scored token : tokens) {
            texts.add(token.text());
            offsets.add(offset);
            offset += token.text().length();
            if (token.logProbability().isPresent()) {
                logarithms.add(token.logProbability().getAsDouble());
                ObjectNode alternatives = likeliest.addObject();
                // Of several tokens with one text, the most probable stands for it.
                token.likeliest().forEach(likely -> {
                    if (!alternatives.has(likely.text())) {
                        alternatives.put(likely.text(), likely.logProbability());
                    }
                });
            } else {
                logarithms.addNull();
                likeliest.addNull();
            }
        }
        return json;
    }
}
