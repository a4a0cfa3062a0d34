package org.unmask.web.openai;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.unmask.web.http.ApiKey;
import org.unmask.web.http.Door;
import org.unmask.web.http.LocalServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server on a free port with a client of its own.
final class Api implements AutoCloseable {
    static final Limits LIMITS = new Limits(8, 4, 16, 60, 8);

    final OpenAi openAi;
    final LocalServer server;
    final HttpClient client = HttpClient.newHttpClient();

    Api(TextModel model) throws IOException {
        this(model, LIMITS, Optional.empty());
    }

    Api(TextModel model, Limits limits, Optional<ApiKey> key) throws IOException {
        openAi = new OpenAi(List.of(model), limits);
        server = LocalServer.start(
                new Door(Door.loopback(), 0, false, key, OpenAi.OPEN, OpenAi.MOST_BYTES, OpenAi.REFUSAL),
                openAi.routes());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.address().resolve(path));
    }

    HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    JsonNode json(String path, String body) throws Exception {
        return json(post(path, body));
    }

    static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    /// The data of the events of a stream, `[DONE]` included.
    List<String> events(String path, String body) throws Exception {
        return post(path, body)
                .body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    double metric(String line) throws Exception {
        return get("/metrics")
                .body()
                .lines()
                .filter(each -> each.startsWith(line))
                .mapToDouble(each -> Double.parseDouble(each.substring(each.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        openAi.close();
        server.close();
        client.close();
    }
}
