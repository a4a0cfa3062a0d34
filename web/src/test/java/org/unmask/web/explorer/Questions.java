package org.unmask.web.explorer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.unmask.catalog.Catalog;
import org.unmask.cost.predict.Prediction;
import org.unmask.web.http.Call;
import org.unmask.web.http.Reply;
import org.unmask.web.http.Routes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Questions of the tests, asked without a socket.
final class Questions {
    static final JsonMapper JSON = JsonMapper.shared();

    private static final Path NOWHERE = Path.of("no-such-folder");

    private Questions() {}

    static Library library() {
        try {
            return new Library(new Catalog(NOWHERE, NOWHERE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Routes routes() throws IOException {
        return new Explorer(new Catalog(NOWHERE, NOWHERE)).routes();
    }

    /// A question of two contestants.
    static ObjectNode pair(int prompt, int generated, int batch, String first, String second) {
        ObjectNode root = JSON.createObjectNode()
                .put("prompt_tokens", prompt)
                .put("generated_tokens", generated)
                .put("batch", batch);
        root.putArray("contestants").add(contestant(first)).add(contestant(second));
        return root;
    }

    /// A contestant from `model device strategy [profile]`.
    static ObjectNode contestant(String words) {
        String[] parts = words.split(" ", -1);
        ObjectNode node = JSON.createObjectNode()
                .put("model", parts[0])
                .put("device", parts[1])
                .put("strategy", parts[2]);
        return parts.length > 3 ? node.put("profile", parts[3]) : node;
    }

    static List<Prediction> predictions(ObjectNode question) {
        Library library = library();
        return Question.of(bytes(question), library).entries(library).stream()
                .map(Question.Entry::prediction)
                .toList();
    }

    static byte[] bytes(JsonNode question) {
        return question.toString().getBytes(StandardCharsets.UTF_8);
    }

    static Reply ask(Routes routes, JsonNode question) {
        return ask(routes, bytes(question));
    }

    static Reply ask(Routes routes, byte[] body) {
        return routes.answer(new Call("POST", "/api/1/compare", body));
    }

    static JsonNode json(Reply reply) {
        return JSON.readTree(reply.body());
    }
}
