package org.unmask.web.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.web.http.ApiKey;
import tools.jackson.databind.JsonNode;

/// Whatever is sent: an error object in the form of OpenAI with the right status, in one line.
class RefusedRequestsTest {
    private static final String GOOD = "{\"prompt\":\"hi\"}";

    private static void assertRefused(HttpResponse<String> response, int status, String reason) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = Api.json(response).path("error");
        assertThat(error.path("message").asString()).contains(reason).doesNotContain("Exception", "\tat ", "\n");
        assertThat(error.path("type").asString()).endsWith("_error");
        assertThat(error.has("param")).isTrue();
        assertThat(error.has("code")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                                    | 400 | byte 0",
                "{                                                     | 400 | malformed JSON",
                "[]                                                    | 400 | expected a JSON object",
                "nonsense                                              | 400 | malformed JSON",
                "{\"prompt\":\"hi\",\"prompt\":\"ho\"}                 | 400 | malformed JSON",
                "{}                                                    | 400 | prompt: missing; expected a text",
                "{\"prompt\":\"\"}                                     | 400 | the prompt has no tokens",
                "{\"prompt\":7}                                        | 400 | prompt: 7; expected a text",
                "{\"prompt\":[[7,-1]]}                                 | 400 | tokens from 0 to 127",
                "{\"prompt\":[7,\"x\"]}                                | 400 | tokens from 0 to 127",
                "{\"prompt\":[\"a\",\"a\",\"a\",\"a\",\"a\"],\"n\":2}  | 400 | make 10 answers; expected at most 8",
                "{\"prompt\":\"hi\",\"model\":\"gpt\"}                 | 404 | 'gpt' is not served here; served are"
                        + " letters",
                "{\"prompt\":\"hi\",\"model\":7}                       | 400 | model: 7; expected a text",
                "{\"prompt\":\"hi\",\"max_tokens\":\"9\"}              | 400 | max_tokens: \"9\"; expected a whole"
                        + " number",
                "{\"prompt\":\"hi\",\"max_tokens\":0}                  | 400 | max_tokens: 0; expected a whole number"
                        + " from 1",
                "{\"prompt\":\"hi\",\"max_tokens\":999}                | 400 | together 1001; the model takes 1000",
                "{\"prompt\":\"hi\",\"max_tokens\":1e99}               | 400 | max_tokens",
                "{\"prompt\":\"hi\",\"n\":9}                           | 400 | expected at most 8",
                "{\"prompt\":\"hi\",\"stop\":7}                        | 400 | stop: 7; expected a text",
                "{\"prompt\":\"hi\",\"stop\":\"\"}                     | 400 | none of them empty",
                "{\"prompt\":\"hi\",\"seed\":1.5}                      | 400 | seed: 1.5; expected a whole number",
                "{\"prompt\":\"hi\",\"temperature\":-1}                | 400 | temperature: -1; expected a number from"
                        + " 0",
                "{\"prompt\":\"hi\",\"stream\":\"yes\"}                | 400 | stream: \"yes\"; expected true or false",
                "{\"prompt\":\"hi\",\"stream_options\":{}}             | 400 | unless stream is true",
                "{\"prompt\":\"hi\",\"strategy\":\"wrong\"}            | 400 | unknown strategy 'wrong'",
                "{\"prompt\":\"hi\",\"stratgy\":\"ar\"}                | 400 | did you mean strategy",
                "{\"prompt\":\"hi\",\"frequency_penalty\":1}           | 400 | frequency_penalty: 1; expected 0",
                "{\"prompt\":\"hi\",\"logit_bias\":{\"1\":5}}          | 400 | logit_bias",
                "{\"prompt\":\"hi\",\"best_of\":3}                     | 400 | best_of"
            })
    void aBadCompletionIsRefused(String body, int status, String reason) throws Exception {
        try (Api api = new Api(new Letters("ab.", 2))) {
            assertRefused(api.post("/v1/completions", body), status, reason);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                           | messages: missing",
                "{\"messages\":[]}                                            | at least one message",
                "{\"messages\":[7]}                                           | expected a list of objects",
                "{\"messages\":[{\"role\":\"wizard\",\"content\":\"\"}]}      | system, developer, user or assistant",
                "{\"messages\":[{\"role\":\"user\"}]}                         | content: missing; expected a text",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]} | the only kind that is"
                        + " understood",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":[{}]} | tools",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":5,\"max_completion_tokens\":6} |"
                        + " the same number"
            })
    void aBadConversationIsRefused(String body, String reason) throws Exception {
        try (Api api = new Api(new Letters("ab.", 2))) {
            assertRefused(api.post("/v1/chat/completions", body), 400, reason);
        }
    }

    @Test
    void whatAsksForNothingIsTaken() throws Exception {
        try (Api api = new Api(new Letters("ab.", 2))) {
            HttpResponse<String> answer = api.post(
                    "/v1/completions",
                    "{\"prompt\":\"hi\",\"frequency_penalty\":0.0,\"presence_penalty\":0,\"repetition_penalty\":1.0,"
                            + "\"logit_bias\":{},\"logprobs\":null,\"echo\":false,\"user\":\"me\",\"suffix\":null,"
                            + "\"top_k\":-1,\"best_of\":1,\"stop\":null,\"strategy\":null}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    void aBodyOfTenMegabytesIsRefused() throws Exception {
        try (Api api = new Api(new Letters("ab.", 2))) {
            String body = "{\"prompt\":\"" + "x".repeat(10_000_000) + "\"}";
            assertRefused(api.post("/v1/completions", body), 413, "more than 4000000 bytes");
            assertThat(api.post("/v1/completions", GOOD).statusCode()).isEqualTo(200);
        }
    }

    /// The server of the JDK answers such itself; what matters is that it ends, and that others are answered.
    @Test
    void aFloodOfHeadersIsCutOff() throws Exception {
        try (Api api = new Api(new Letters("ab.", 2))) {
            StringBuilder head =
                    new StringBuilder("GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1:" + api.server.port() + "\r\n");
            for (int i = 0; i < 10_000; i++) {
                head.append("X-").append(i).append(": y\r\n");
            }
            assertThat(raw(api, head + "\r\n")).doesNotContain("HTTP/1.1 200").doesNotContain("\tat ");
            assertThat(api.post("/v1/completions", GOOD).statusCode()).isEqualTo(200);
        }
    }

    private static String raw(Api api, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
            socket.setSoTimeout(60_000);
            try {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (SocketException cut) {
                return "";
            }
        }
    }

    @Test
    void otherPathsMethodsTypesAndSitesAreRefused() throws Exception {
        try (Api api = new Api(new Letters("ab.", 2))) {
            assertRefused(api.get("/v1/nothing"), 404, "/v1/models");
            assertRefused(api.get("/v1/completions"), 405, "POST");
            assertRefused(
                    api.client.send(
                            api.request("/v1/completions")
                                    .header("Content-Type", "text/plain")
                                    .POST(HttpRequest.BodyPublishers.ofString(GOOD))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()),
                    415,
                    "application/json");
            assertRefused(
                    api.client.send(
                            api.request("/v1/models")
                                    .header("Origin", "http://evil.example")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()),
                    403,
                    "another server");
            assertThat(raw(api, "GET /v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void aKeyIsNeededEverywhereButForHealth() throws Exception {
        Optional<ApiKey> key = Optional.of(ApiKey.of("test", "secret-secret\n"));
        try (Api api = new Api(new Letters("ab.", 2), Api.LIMITS, key)) {
            assertThat(api.get("/health").statusCode()).isEqualTo(200);
            assertRefused(api.get("/v1/models"), 401, "Authorization: Bearer KEY");
            assertRefused(api.get("/metrics"), 401, "Authorization: Bearer KEY");
            assertRefused(api.post("/v1/completions", GOOD), 401, "Authorization: Bearer KEY");
            for (String wrong :
                    List.of("Bearer secret", "Bearer secret-secretx", "Basic secret-secret", "secret-secret")) {
                assertThat(models(api, wrong)).as(wrong).isEqualTo(401);
            }
            assertThat(models(api, "Bearer secret-secret")).isEqualTo(200);
            assertThat(models(api, "bearer secret-secret")).isEqualTo(200);
        }
    }

    private static int models(Api api, String authorization) throws Exception {
        HttpRequest request =
                api.request("/v1/models").header("Authorization", authorization).build();
        return api.client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    @Test
    void aFullQueueRefusesMore() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (Api api = new Api(new Letters("ab.", 2, gate), new Limits(2, 1, 16, 60, 8), Optional.empty())) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int open = i + 1;
                answers.add(later(api));
                awaitTrue(() -> api.openAi.open() == open);
            }
            HttpResponse<String> fourth = api.post("/v1/completions", GOOD);
            assertRefused(fourth, 429, "2 requests are waiting");
            assertThat(fourth.headers().firstValue("Retry-After")).isPresent();
            gate.countDown();
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void aRequestThatWaitsTooLongIsRefused() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (Api api = new Api(new Letters("ab.", 3, gate), new Limits(8, 1, 16, 1, 8), Optional.empty())) {
            CompletableFuture<HttpResponse<String>> first = later(api);
            awaitTrue(() -> api.openAi.open() == 1);
            CompletableFuture<HttpResponse<String>> second = later(api);
            awaitTrue(() -> api.openAi.open() == 2);
            Thread.sleep(1100);
            gate.countDown();
            assertThat(first.get().statusCode()).isEqualTo(200);
            assertRefused(second.get(), 503, "longer than 1 s");
        }
    }

    @Test
    void aServerThatShutsDownAnswersWhatItTookAndRefusesMore() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (Api api = new Api(new Letters("ab.", 2, gate))) {
            CompletableFuture<HttpResponse<String>> taken = later(api);
            awaitTrue(() -> api.openAi.open() == 1);
            Thread closing = Thread.ofPlatform().start(() -> api.openAi.close(60));
            // What comes before it refuses more would be taken, and wait for the gate.
            awaitTrue(() -> closing.getState() == Thread.State.TIMED_WAITING);
            assertRefused(api.post("/v1/completions", GOOD), 503, "shutting down");
            gate.countDown();
            assertThat(taken.get().statusCode()).isEqualTo(200);
            closing.join();
        }
    }

    @Test
    void aModelThatFailsIsAnErrorAndNotTheEnd() throws Exception {
        try (Api api = new Api(new Letters("fail", 2))) {
            assertRefused(api.post("/v1/completions", GOOD), 500, "the model failed: logits are not finite");
            List<String> events = api.events("/v1/completions", "{\"prompt\":\"hi\",\"stream\":true}");
            assertThat(events.getFirst()).startsWith("{\"error\":{\"message\":\"the model failed");
            assertThat(events.getLast()).isEqualTo("[DONE]");
        }
    }

    /// An error is no exception: it too must end the requests of its pass, and not the thread that runs passes.
    @Test
    void anErrorOfAPassIsAnsweredAndNotTheEnd() throws Exception {
        try (Api api = new Api(new Letters("ab.", 2))) {
            assertRefused(
                    api.post("/v1/completions", "{\"prompt\":\"hi\",\"strategy\":\"breaks\"}"),
                    500,
                    "the model failed: LinkageError: a kernel is missing");
            assertThat(api.post("/v1/completions", GOOD).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anErrorWhileScoringHarmsNoOther() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (Api api = new Api(new Letters("ab.", 1, gate))) {
            CompletableFuture<HttpResponse<String>> bad =
                    later(api, "{\"prompt\":\"hi\",\"strategy\":\"unscored\",\"logprobs\":0}");
            awaitTrue(() -> api.openAi.open() == 1);
            CompletableFuture<HttpResponse<String>> good = later(api);
            awaitTrue(() -> api.openAi.open() == 2);
            gate.countDown();

            assertRefused(bad.get(), 500, "the model failed: StackOverflowError");
            assertThat(good.get().statusCode()).isEqualTo(200);
        }
    }

    /// Requests that take 400 of 1000 bytes each.
    @Test
    void onlyAsManyRunAsMemoryHasRoomFor() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Letters letters = new Letters("ab.", 1, gate);
        try (Api api = new Api(letters)) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int tokens : new int[] {400, 400, 400, 400}) {
                int open = answers.size() + 1;
                answers.add(later(api, "{\"prompt\":\"hi\",\"max_tokens\":" + tokens + "}"));
                awaitTrue(() -> api.openAi.open() == open);
            }
            gate.countDown();

            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
            }
            assertThat(letters.most.get()).isEqualTo(2);
        }
    }

    @Test
    void aRequestThatFailsInItsFirstPassHarmsNoOther() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (Api api = new Api(new Letters("ab.", 1, gate))) {
            CompletableFuture<HttpResponse<String>> good = later(api);
            awaitTrue(() -> api.openAi.open() == 1);
            CompletableFuture<HttpResponse<String>> bad = later(api, "{\"prompt\":\"hi\",\"strategy\":\"fails\"}");
            awaitTrue(() -> api.openAi.open() == 2);
            gate.countDown();

            assertRefused(bad.get(), 400, "this rule can only be priced");
            assertThat(good.get().statusCode()).isEqualTo(200);
        }
    }

    /// Passes that nobody waits for are not run.
    @Test
    void aClientThatLeavesAStreamEndsItsPasses() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Letters slow = new Letters("x".repeat(900), 1, gate);
        try (Api api = new Api(slow)) {
            String body = "{\"prompt\":\"hi\",\"stream\":true,\"max_tokens\":900}";
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
                socket.getOutputStream()
                        .write(("POST /v1/completions HTTP/1.1\r\nHost: 127.0.0.1:" + api.server.port()
                                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                                        + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.US_ASCII));
                awaitTrue(() -> api.openAi.open() == 1);
            }
            // While nothing is computed, signs of life tell that nobody is there.
            Thread.sleep(4000);
            gate.countDown();
            awaitTrue(() -> api.openAi.open() == 0);
            assertThat(slow.passes.get()).isLessThan(900);
            assertThat(slow.closed.get()).isEqualTo(1);
        }
    }

    private static CompletableFuture<HttpResponse<String>> later(Api api) {
        return later(api, GOOD);
    }

    private static CompletableFuture<HttpResponse<String>> later(Api api, String body) {
        return api.client.sendAsync(
                api.request("/v1/completions")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(5);
        }
    }
}
