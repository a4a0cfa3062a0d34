package org.unmask.web.load;

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.node.ObjectNode;

/// Sends requests and waits for their answers, whatever comes: a server that fails, falls silent or never ends is
/// an answer with an error. Safe for many threads.
final class Client implements AutoCloseable {
    /// The error of a request that nobody was there for.
    static final String NO_CONNECTION = "no connection";

    private final Plan plan;
    /// What it calls back is short and never waits, so it runs on the thread that reads the connections.
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .executor(Runnable::run)
            .build();

    Client(Plan plan) {
        this.plan = plan;
    }

    /// @param intended  when it was to be sent, in nanoseconds of the clock
    Received send(ObjectNode body, long intended) {
        Reception reception = new Reception(System::nanoTime, plan.tokens());
        long sent = System.nanoTime();
        Optional<String> failure = failure(request(body), reception);
        return reception.received(intended, sent, failure);
    }

    /// Sends a request.
    ///
    /// @param stream  takes the answer, if it is one
    /// @return why it is none
    private Optional<String> failure(HttpRequest request, Intake.Sink stream) {
        Beginning refusal = new Beginning();
        int most = plan.limits().requestSeconds();
        Intake intake = new Intake(stream, refusal);
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request, intake);
        try {
            int status = answer.get(most, TimeUnit.SECONDS).statusCode();
            intake.awaitRest();
            return status == Intake.OK ? Optional.empty() : Optional.of("status " + status + ": " + refusal.reason());
        } catch (TimeoutException _) {
            answer.cancel(true);
            return Optional.of("no complete answer after " + most + " s");
        } catch (ExecutionException e) {
            return Optional.of(reason(Objects.requireNonNullElse(e.getCause(), e)));
        } catch (InterruptedException _) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return Optional.of("stopped");
        } finally {
            intake.leave();
        }
    }

    private static String reason(Throwable cause) {
        return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
                ? NO_CONNECTION
                : "the connection broke: "
                        + Objects.requireNonNullElse(
                                cause.getMessage(), cause.getClass().getSimpleName());
    }

    private HttpRequest request(ObjectNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(plan.target().resolve(plan.path()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        plan.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request.build();
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
        http.shutdownNow();
    }
}
