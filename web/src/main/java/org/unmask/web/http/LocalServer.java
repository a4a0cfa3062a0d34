package org.unmask.web.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.unmask.core.text.Reason;

/// An HTTP server on the loopback address, a virtual thread for each request. Safe for many threads.
public final class LocalServer implements AutoCloseable {
    /// The most bytes of a body, 1 MB.
    public static final int MOST_BYTES = 1_000_000;

    /// More of a body is not even thrown away: the connection is cut.
    private static final int MOST_DISCARDED = 8_000_000;

    private static final String LOOPBACK = "127.0.0.1";
    private static final int BACKLOG = 256;
    private static final int SECONDS_TO_FINISH = 1;

    private static final Map<String, String> SAFETY = Map.of(
            "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
                            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cache-Control", "no-store");

    static {
        // The server of the JDK reads these once, when it is first used; it takes them in no other way.
        set("sun.net.httpserver.maxReqTime", "10");
        set("sun.net.httpserver.maxRspTime", "20");
        set("sun.net.httpserver.idleInterval", "30");
        set("sun.net.httpserver.maxReqHeaders", "100");
        set("sun.net.httpserver.maxReqHeaderSize", "65536");
        set("jdk.httpserver.maxConnections", "1000");
        // Without it the second packet of a reply waits 40 ms for the client to acknowledge the first.
        set("sun.net.httpserver.nodelay", "true");
    }

    private static void set(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Routes routes;
    private final Guard guard;

    private LocalServer(HttpServer server, Routes routes) {
        this.server = server;
        this.routes = routes;
        this.guard = new Guard(server.getAddress().getPort());
    }

    /// Starts to serve, on a free port if another program has the one that is wanted.
    ///
    /// @param port  that is wanted; 0 for any
    /// @throws IOException if there is no free port
    public static LocalServer start(int port, Routes routes) throws IOException {
        LocalServer local = new LocalServer(bound(port), routes);
        local.server.setExecutor(local.threads);
        local.server.createContext("/", local::serve);
        local.server.start();
        return local;
    }

    private static HttpServer bound(int port) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try {
            return HttpServer.create(new InetSocketAddress(loopback, port), BACKLOG);
        } catch (BindException taken) {
            if (port == 0) {
                throw taken;
            }
            return HttpServer.create(new InetSocketAddress(loopback, 0), BACKLOG);
        }
    }

    /// The port it listens on.
    public int port() {
        return guard.port();
    }

    /// The address of its page.
    public URI address() {
        return URI.create("http://" + LOOPBACK + ":" + port() + "/");
    }

    /// Finishes what is being answered, for a second at most, and listens no longer.
    @Override
    public void close() {
        server.stop(SECONDS_TO_FINISH);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(exchange));
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException {
        Optional<String> objection = guard.objection(exchange.getRequestHeaders());
        if (objection.isPresent()) {
            return Reply.refusal(403, objection.get());
        }
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            discard(in);
            return Reply.refusal(413, "the body has more than " + MOST_BYTES + " bytes; send fewer");
        }
        String method = exchange.getRequestMethod();
        if (method.equals("POST") && !isJson(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            return Reply.refusal(415, "the body must be JSON; send Content-Type: application/json");
        }
        return answer(new Call(method, exchange.getRequestURI().getPath(), body));
    }

    /// Reads on for a while, so that a client that is still sending gets its answer.
    private static void discard(InputStream in) throws IOException {
        long left = MOST_DISCARDED;
        long skipped = 1;
        while (skipped > 0 && left > 0) {
            skipped = in.skip(left);
            left -= skipped;
        }
    }

    private static boolean isJson(String type) {
        return type != null
                && type.toLowerCase(Locale.ROOT).replaceAll(";.*", "").strip().equals("application/json");
    }

    private Reply answer(Call call) {
        try {
            return routes.answer(call);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Reply.refusal(400, Reason.of(e));
        } catch (RuntimeException e) {
            return Reply.refusal(500, Reason.of(e));
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        SAFETY.forEach(exchange.getResponseHeaders()::set);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(reply.body());
        }
    }
}
