package org.unmask.web.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Sends requests and waits for their answers, whatever comes: a server that fails, falls silent or never ends is
/// an answer with an error. Safe for many threads.
final class Client implements AutoCloseable {
    private static final int SHOWN_BYTES = 10_000;
    /// What a server may send, and how long it may take, behind the last event of a stream.
    private static final int MOST_LEFT_BYTES = 10_000;

    private static final int MOST_LEFT_SECONDS = 1;

    /// The error of a request that nobody was there for.
    static final String NO_CONNECTION = "no connection";

    private final Plan plan;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watch").factory());

    Client(Plan plan) {
        this.plan = plan;
    }

    /// @param intended  when it was to be sent, in nanoseconds of the clock
    Received send(ObjectNode body, long intended) {
        Reception reception = new Reception(System::nanoTime, plan.tokens());
        long sent = System.nanoTime();
        int most = plan.limits().requestSeconds();
        String late = "no complete answer after " + most + " s";
        Optional<String> failure = Optional.empty();
        AtomicBoolean cut = new AtomicBoolean();
        try {
            HttpResponse<InputStream> response = http.send(request(body), HttpResponse.BodyHandlers.ofInputStream());
            long left = TimeUnit.SECONDS.toNanos(most) - (System.nanoTime() - sent);
            ScheduledFuture<?> end =
                    watch.schedule(() -> cut(response.body(), cut), Math.max(0, left), TimeUnit.NANOSECONDS);
            try (InputStream in = response.body()) {
                if (response.statusCode() == 200) {
                    reception.read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
                    readOn(in);
                } else {
                    failure =
                            Optional.of("status " + response.statusCode() + ": " + reason(in.readNBytes(SHOWN_BYTES)));
                }
            } finally {
                end.cancel(false);
            }
        } catch (HttpTimeoutException _) {
            failure = Optional.of(late);
        } catch (ConnectException _) {
            failure = Optional.of(NO_CONNECTION);
        } catch (IOException e) {
            failure = Optional.of(
                    cut.get()
                            ? late
                            : "the connection broke: "
                                    + Objects.requireNonNullElse(
                                            e.getMessage(), e.getClass().getSimpleName()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            failure = Optional.of("stopped");
        }
        if (cut.get() && failure.isEmpty()) {
            failure = Optional.of(late);
        }
        return reception.received(intended, sent, failure);
    }

    /// Reads what comes behind the last event: to leave it is to close the connection while the server still writes, and to
    /// send the next request on one that is about to be closed.
    private void readOn(InputStream in) {
        ScheduledFuture<?> end = watch.schedule(() -> close(in), MOST_LEFT_SECONDS, TimeUnit.SECONDS);
        try {
            byte[] _ = in.readNBytes(MOST_LEFT_BYTES);
        } catch (IOException _) {
            // the answer is complete
        } finally {
            end.cancel(false);
        }
    }

    private static void cut(InputStream in, AtomicBoolean cut) {
        cut.set(true);
        close(in);
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException _) {
            // whoever reads from it notices
        }
    }

    private HttpRequest request(ObjectNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(plan.target().resolve(plan.path()))
                .timeout(Duration.ofSeconds(plan.limits().requestSeconds()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        plan.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request.build();
    }

    private static String reason(byte[] body) {
        try {
            return Reception.message(JsonMapper.shared().readTree(body));
        } catch (JacksonException _) {
            return "without a reason";
        }
    }

    /// What a path of the server answers; empty if it does not.
    Optional<String> get(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(plan.target().resolve(path));
        plan.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
        try {
            HttpResponse<String> response =
                    answer.get(Math.min(10, plan.limits().requestSeconds()), TimeUnit.SECONDS);
            return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
        } catch (ExecutionException | TimeoutException _) {
            answer.cancel(true);
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
        http.shutdownNow();
    }
}
