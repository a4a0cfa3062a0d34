package org.unmask.web.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.unmask.core.text.Progress;
import org.unmask.core.traffic.Arrivals;
import org.unmask.result.ImportedResult;
import org.unmask.web.http.LocalServer;
import org.unmask.web.http.Routes;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Load on a server that answers by a script.
class LoadTest {
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    private static final String EVENTS = """
            data: {"choices":[{"text":"ab"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}

            data: {"choices":[{"text":"c"}],"usage":{"prompt_tokens":3,"completion_tokens":3}}

            data: [DONE]

            """;
    private static final String GOOD = HEAD + EVENTS;

    private interface Script {
        void answer(String requestLine, OutputStream out) throws Exception;
    }

    private final ServerSocket socket = new ServerSocket();
    private final AtomicInteger posts = new AtomicInteger();

    LoadTest() throws IOException {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /// The server of the JDK reads its settings once: those of [LocalServer], whatever test is the first to use one.
    @BeforeAll
    static void settings() throws IOException {
        LocalServer.start(0, new Routes()).close();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    private void serve(Script script) {
        serve(socket, script);
    }

    private void serve(ServerSocket at, Script script) {
        Thread.startVirtualThread(() -> {
            while (!at.isClosed()) {
                try {
                    Socket client = at.accept();
                    Thread.startVirtualThread(() -> answer(client, script));
                } catch (IOException _) {
                    return;
                }
            }
        });
    }

    private void answer(Socket client, Script script) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            String first = in.readLine();
            int length = 0;
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                length = line.startsWith("Content-Length: ")
                        ? Integer.parseInt(line.substring("Content-Length: ".length()))
                        : length;
            }
            for (int i = 0; i < length; i++) {
                in.read();
            }
            if (first.startsWith("POST")) {
                posts.incrementAndGet();
            }
            script.answer(first, client.getOutputStream());
        } catch (Exception _) {
            // the client sees a broken connection
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private Plan plan(int requests, Optional<Arrivals> arrivals, int clients, Plan.Limits limits) {
        return plan(socket.getLocalPort(), requests, arrivals, clients, limits);
    }

    private static Plan plan(int port, int requests, Optional<Arrivals> arrivals, int clients, Plan.Limits limits) {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("prompt", "hi");
        return new Plan(
                URI.create("http://127.0.0.1:" + port),
                "/v1/completions",
                Optional.empty(),
                List.of(),
                Collections.nCopies(requests, body),
                arrivals,
                clients,
                0,
                0,
                Optional.empty(),
                limits);
    }

    private static Load.Outcome run(Plan plan) throws InterruptedException {
        return new Load(plan, Progress.NONE).run();
    }

    /// The end of a stream comes some time behind its last event; who does not wait for it needs a connection for each answer,
    /// and now and then sends on one that is being closed.
    @Test
    void answersOfAClientComeOverOneConnection() throws Exception {
        Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/completions", exchange -> {
            clients.add(exchange.getRemoteAddress());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                write(out, EVENTS);
                LockSupport.parkNanos(20_000_000);
            }
        });
        server.start();
        try {
            Plan plan = plan(server.getAddress().getPort(), 10, Optional.empty(), 1, new Plan.Limits(60, 60, 50));
            assertThat(run(plan).received())
                    .hasSize(10)
                    .allSatisfy(each -> assertThat(each.error()).isEmpty());
        } finally {
            server.stop(0);
        }
        assertThat(clients).hasSize(1);
    }

    @Test
    void aClosedLoopSendsEveryRequestOnce() throws Exception {
        serve((_, out) -> write(out, GOOD));
        Load.Outcome outcome = run(plan(25, Optional.empty(), 4, new Plan.Limits(60, 60, 50)));

        assertThat(posts.get()).isEqualTo(25);
        assertThat(outcome.received()).hasSize(25).allSatisfy(each -> {
            assertThat(each.error()).isEmpty();
            assertThat(each.tokens()).hasValue(3);
            assertThat(each.chunks()).hasSize(2);
            assertThat(each.lag()).isBetween(0.0, each.endSeconds());
        });
        assertThat(outcome.stopped()).isEmpty();
    }

    @Test
    void anOpenLoopKeepsToItsTimes() throws Exception {
        serve((_, out) -> write(out, GOOD));
        Arrivals arrivals = new Arrivals.Constant(200);
        Load.Outcome outcome = run(plan(20, Optional.of(arrivals), 1, new Plan.Limits(60, 60, 50)));

        long first = outcome.received().getFirst().intended();
        for (int i = 0; i < 20; i++) {
            assertThat(outcome.received().get(i).intended() - first).isEqualTo(i * 5_000_000L);
            assertThat(outcome.received().get(i).sent())
                    .isGreaterThanOrEqualTo(outcome.received().get(i).intended());
        }
    }

    @Test
    void countersOfTheServerAreReadBeforeAndAfter() throws Exception {
        serve((first, out) -> {
            String text = "diffusion_denoising_steps_total " + (10 + 2 * posts.get()) + "\n";
            write(
                    out,
                    first.startsWith("GET /metrics")
                            ? "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\nConnection: close\r\n\r\n"
                                    + text
                            : GOOD);
        });
        Plan plan = plan(5, Optional.empty(), 1, new Plan.Limits(60, 60, 50));
        Load.Outcome outcome = run(plan);

        assertThat(outcome.counters()).containsEntry("diffusion_denoising_steps_total", 10.0);
        Figures figures = new Figures(outcome.received(), Optional.empty());
        ImportedResult result = EndpointResult.of(plan, "m", Optional.empty(), 3, figures, outcome.counters());
        assertThat(ImportedResult.of(result.json())).isEqualTo(result);
        assertThat(result.metric("generated_tokens").orElseThrow().middle()).hasValue(15);
        assertThat(result.metric("diffusion_denoising_steps_total")).isPresent();
    }

    @Test
    void fiftyErrorsInARowAreEnough() throws Exception {
        serve((_, out) -> write(
                out,
                String.join(
                        "\r\n",
                        "HTTP/1.1 503 X",
                        "Connection: close",
                        "",
                        "{\"error\":{\"message\":\"the server is shutting down\"}}")));
        Load.Outcome outcome = run(plan(200, Optional.empty(), 1, new Plan.Limits(60, 60, 50)));

        assertThat(outcome.received()).hasSize(50);
        assertThat(outcome.stopped()).contains("50 errors in a row, the last: status 503: the server is shutting down");
        assertThat(EndpointResult.errors(outcome.received()))
                .containsExactly(Map.entry("status 503: the server is shutting down", 50));
    }

    /// A server that is away for half a second costs each of four clients a request or two, and an answer that had begun.
    @Test
    void aServerThatIsStartedAgainGetsTheRest() throws Exception {
        int port = socket.getLocalPort();
        try (ServerSocket again = new ServerSocket()) {
            again.setReuseAddress(true);
            serve((_, out) -> {
                if (posts.get() > 10) {
                    socket.close();
                    return;
                }
                write(out, GOOD);
            });
            Thread.startVirtualThread(() -> {
                while (!again.isBound()) {
                    LockSupport.parkNanos(500_000_000);
                    bind(again, port);
                }
                serve(again, (_, out) -> write(out, GOOD));
            });
            Load.Outcome outcome = run(plan(port, 60, Optional.empty(), 4, new Plan.Limits(60, 60, 50)));

            assertThat(outcome.stopped()).isEmpty();
            assertThat(outcome.received()).hasSize(60);
            Map<String, Integer> errors = EndpointResult.errors(outcome.received());
            assertThat(errors.keySet())
                    .contains("no connection")
                    .allMatch(error -> error.equals("no connection") || error.startsWith("the connection broke"));
            assertThat(errors.values().stream().mapToInt(Integer::intValue).sum())
                    .isBetween(5, 20);
            assertThat(outcome.received().getLast().error()).isEmpty();
        }
    }

    private static void bind(ServerSocket socket, int port) {
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException _) {
            // the one before is not closed yet
        }
    }

    /// What a server counted before it was started again is lost: 90 tokens after 100 may be any number.
    @Test
    void countsOfAServerThatWasStartedAgainAreNone() {
        assertThat(Counters.grown(
                        Map.of("vllm:prompt_tokens_total", 100.0, "unmask_passes_total", 5.0),
                        Map.of("vllm:prompt_tokens_total", 90.0, "unmask_passes_total", 7.0)))
                .isEmpty();
    }

    @Test
    void aStreamThatNeverEndsIsCutOff() throws Exception {
        serve((_, out) -> {
            write(out, HEAD);
            while (!socket.isClosed()) {
                write(out, "data: {\"choices\":[{\"text\":\"a\"}]}\n\n");
                Thread.sleep(20);
            }
        });
        Load.Outcome outcome = run(plan(2, Optional.empty(), 2, new Plan.Limits(1, 60, 50)));

        assertThat(outcome.received())
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.error()).contains("no complete answer after 1 s"));
    }

    @Test
    void aServerThatSaysNothingIsCutOff() throws Exception {
        serve((_, _) -> Thread.sleep(20_000));
        Load.Outcome outcome = run(plan(1, Optional.empty(), 1, new Plan.Limits(1, 60, 50)));

        assertThat(outcome.received().getFirst().error()).contains("no complete answer after 1 s");
    }

    @Test
    void aConnectionThatBreaksIsAnError() throws Exception {
        serve((_, out) -> write(
                out,
                String.join(
                        "\r\n",
                        "HTTP/1.1 200 OK",
                        "Transfer-Encoding: chunked",
                        "",
                        "24",
                        "data: {\"choices\":[{\"text\":\"a\"}]}\n\n",
                        "")));
        Load.Outcome outcome = run(plan(1, Optional.empty(), 1, new Plan.Limits(60, 60, 50)));

        assertThat(outcome.received().getFirst().error().orElseThrow()).startsWith("the connection broke");
        socket.close();
        Load.Outcome nobody = run(plan(1, Optional.empty(), 1, new Plan.Limits(60, 60, 50)));
        assertThat(nobody.received().getFirst().error()).contains("no connection");
    }
}
