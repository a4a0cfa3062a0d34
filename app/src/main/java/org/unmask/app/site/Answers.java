package org.unmask.app.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.unmask.catalog.Catalog;
import org.unmask.web.explorer.Explorer;
import org.unmask.web.http.Call;
import org.unmask.web.http.Reply;
import org.unmask.web.http.Routes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Questions of the gallery, answered by the explorer itself: page and explorer cannot differ.
final class Answers {
    private static final int FINE = 200;

    private final Routes routes;

    Answers(Catalog catalog) throws IOException {
        this.routes = new Explorer(catalog).routes();
    }

    /// The answer, `unmask.explorer-answer/1`, with a map.
    JsonNode of(Pairing pairing) {
        JsonMapper json = JsonMapper.shared();
        ObjectNode question = json.createObjectNode()
                .put("prompt_tokens", pairing.promptTokens())
                .put("generated_tokens", pairing.generatedTokens())
                .put("batch", pairing.batch())
                .put("map", true);
        ArrayNode contestants = question.putArray("contestants");
        for (Pairing.Contestant contestant : pairing.contestants()) {
            contestants
                    .addObject()
                    .put("model", contestant.model())
                    .put("device", contestant.device())
                    .put("strategy", contestant.strategy());
        }
        Reply reply = routes.answer(
                new Call("POST", "/api/1/compare", question.toString().getBytes(StandardCharsets.UTF_8)));
        JsonNode answer = json.readTree(reply.body());
        if (reply.status() != FINE) {
            throw new IllegalStateException(
                    "no answer to " + pairing.id() + ": " + answer.path("error").asString());
        }
        return answer;
    }
}
