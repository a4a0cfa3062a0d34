package org.unmask.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalServerTest {
    private static final int CLIENTS = 64;
    private static final int REQUESTS = 10_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final LocalServer server;

    LocalServerTest() throws IOException {
        server = LocalServer.start(
                0,
                new Routes()
                        .get("/", _ -> Reply.of("text/plain", "hello".getBytes(StandardCharsets.UTF_8)))
                        .post("/echo", call -> Reply.of("application/json", call.body()))
                        .post("/refuse", _ -> {
                            throw new IllegalArgumentException("bad <b>batch</b>\nof 0");
                        })
                        .get("/fail", _ -> {
                            throw new UnsupportedOperationException("broken");
                        }));
    }

    @AfterEach
    void close() {
        server.close();
        client.close();
    }

    @Test
    void aRouteAnswers() throws Exception {
        assertThat(get("/").body()).isEqualTo("hello");
        assertThat(post("/echo", "{\"a\":1}").body()).isEqualTo("{\"a\":1}");
    }

    @Test
    void everyReplyForbidsScriptsThatAreNotItsOwn() throws Exception {
        for (String path : List.of("/", "/nowhere", "/fail")) {
            HttpResponse<String> response = get(path);
            assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
    }

    @Test
    void anErrorIsOneLineOfJson() throws Exception {
        HttpResponse<String> refused = post("/refuse", "{}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("{\"error\":\"bad <b>batch</b> of 0\"}");
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(get("/fail").statusCode()).isEqualTo(500);
    }

    @Test
    void unknownPathsAndMethodsAreRefused() throws Exception {
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(get("/../../etc/passwd").statusCode()).isEqualTo(404);
        assertThat(get("/%2e%2e/%2e%2e/etc/passwd").statusCode()).isEqualTo(404);
        HttpResponse<String> wrong = get("/echo");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void aBodyIsJsonOfAMegabyteAtMost() throws Exception {
        assertThat(post("/echo", "x".repeat(LocalServer.MOST_BYTES)).statusCode())
                .isEqualTo(200);
        HttpResponse<String> large = post("/echo", "x".repeat(LocalServer.MOST_BYTES + 1));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("1000000 bytes");
        HttpResponse<String> form = client.send(
                HttpRequest.newBuilder(server.address().resolve("/echo"))
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(form.statusCode()).isEqualTo(415);
    }

    @Test
    void onlyItsOwnNameAndItsOwnPagesAreAnswered() throws Exception {
        String own = "127.0.0.1:" + server.port();
        assertThat(raw("GET / HTTP/1.1\r\nHost: " + own + "\r\n")).startsWith("HTTP/1.1 200");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost:" + server.port() + "\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw("GET / HTTP/1.1\r\nHost: " + own + "\r\nOrigin: http://" + own + "\r\n"))
                .startsWith("HTTP/1.1 200");
        for (String headers : List.of(
                "Host: evil.example",
                "Host: evil.example:" + server.port(),
                "Host: 127.0.0.1",
                "Host: " + own + "\r\nHost: evil.example",
                "Host: " + own + "\r\nOrigin: http://evil.example",
                "Host: " + own + "\r\nOrigin: null",
                "Host: " + own + "\r\nOrigin: https://" + own,
                "Host: " + own + "\r\nSec-Fetch-Site: cross-site",
                "X-No-Host: " + own)) {
            assertThat(raw("GET / HTTP/1.1\r\n" + headers + "\r\n")).as(headers).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void noOtherAddressOfThisMachineIsBound() throws IOException {
        assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
        for (InetAddress address : others) {
            assertThatThrownBy(() -> new Socket(address, server.port()).close())
                    .as(address.toString())
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aFreePortIsTakenWhereTheWantedOneIsInUse() throws IOException {
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (LocalServer second = LocalServer.start(other.getLocalPort(), new Routes())) {
                assertThat(second.port()).isNotEqualTo(other.getLocalPort()).isPositive();
            }
        }
    }

    @Test
    void manyClientsAreAnsweredTogether() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Integer>> good = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int mine = REQUESTS / CLIENTS + (i < REQUESTS % CLIENTS ? 1 : 0);
                good.add(threads.submit(() -> answered(mine)));
            }
            int sum = 0;
            for (Future<Integer> each : good) {
                sum += each.get();
            }
            assertThat(sum).isEqualTo(REQUESTS);
        }
    }

    private int answered(int requests) throws Exception {
        int good = 0;
        for (int i = 0; i < requests; i++) {
            good += post("/echo", "[" + i + "]").body().equals("[" + i + "]") ? 1 : 0;
        }
        return good;
    }

    /// Twenty clients that stop in the middle of a request keep nobody waiting, and are cut off in the end.
    @Test
    void slowClientsKeepNobodyWaitingAndAreCutOff() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                socket.getOutputStream()
                        .write(("POST /echo HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                                        + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
                                .getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            assertThat(get("/").body()).isEqualTo("hello");
            for (Socket socket : slow) {
                socket.setSoTimeout(60_000);
                assertThat(end(socket)).isTrue();
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /// Whether the other side ends the connection.
    private static boolean end(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(server.address().resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String raw(String head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
