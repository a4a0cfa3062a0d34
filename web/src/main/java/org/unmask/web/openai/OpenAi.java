package org.unmask.web.openai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unmask.input.Fields;
import org.unmask.web.http.Call;
import org.unmask.web.http.Refusal;
import org.unmask.web.http.Reply;
import org.unmask.web.http.Routes;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Answers the requests that clients of OpenAI send, with models of this machine. Safe for many threads.
public final class OpenAi implements AutoCloseable {
    /// Paths that need no key.
    public static final Set<String> OPEN = Set.of("/health");

    /// The most bytes of a body: many prompts of long models, as lists of tokens.
    public static final int MOST_BYTES = 4_000_000;

    /// The form of refusals.
    public static final Refusal REFUSAL = Refused::reply;

    private final MetricFamilies metrics = new MetricFamilies();
    private final Map<String, Served> models = new LinkedHashMap<>();

    /// Starts a thread for each model that runs its passes.
    ///
    /// @throws IllegalArgumentException if two models have one name
    public OpenAi(List<? extends TextModel> models, Limits limits) {
        for (TextModel model : models) {
            if (this.models.containsKey(model.id())) {
                throw new IllegalArgumentException(
                        "two models are called " + model.id() + "; rename the folder of one");
            }
            this.models.put(model.id(), new Served(model, limits, metrics));
        }
    }

    /// What it answers.
    public Routes routes() {
        Routes routes = new Routes()
                .get("/health", _ -> Reply.of("text/plain; charset=utf-8", new byte[0]))
                .get("/metrics", _ -> metrics.reply())
                .get("/v1/models", _ -> Reply.json(list()))
                .post("/v1/completions", call -> answer(call, Form.COMPLETION))
                .post("/v1/chat/completions", call -> answer(call, Form.CONVERSATION));
        models.forEach((id, model) -> routes.get("/v1/models/" + id, _ -> Reply.json(model.card())));
        return routes;
    }

    private ObjectNode list() {
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        models.values().forEach(model -> data.add(model.card()));
        return list;
    }

    private Reply answer(Call call, Form form) {
        try {
            Fields body = RequestBody.parse(call.body());
            return model(RequestBody.model(body)).answer(body, form);
        } catch (Refused refused) {
            return refused.reply();
        }
    }

    /// Who serves one model may be asked without its name.
    private Served model(Optional<String> name) {
        String known = String.join(", ", models.keySet());
        if (name.isEmpty() && models.size() > 1) {
            throw Refused.noModel(known);
        }
        Served found = name.isPresent()
                ? models.get(name.get())
                : models.values().iterator().next();
        if (found == null) {
            throw Refused.unknownModel(name.orElseThrow(), known);
        }
        return found;
    }

    /// Prompts that are waiting or running.
    public int open() {
        return models.values().stream().mapToInt(Served::open).sum();
    }

    /// Takes no more requests, and finishes those that were taken.
    ///
    /// @param seconds  after which those that are left are refused
    public void close(int seconds) {
        models.values().forEach(Served::refuseMore);
        models.values().forEach(model -> model.close(seconds));
    }

    /// Refuses everything at once.
    @Override
    public void close() {
        close(0);
    }
}
