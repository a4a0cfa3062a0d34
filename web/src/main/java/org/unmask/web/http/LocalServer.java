package org.unmask.web.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.unmask.core.text.Reason;

/// An HTTP server, a virtual thread for each request. Without a [Door] of its own it listens on the loopback address.
/// Safe for many threads.
public final class LocalServer implements AutoCloseable {
    /// The most bytes of a body, 1 MB.
    public static final int MOST_BYTES = 1_000_000;

    /// More of a body is not even thrown away: the connection is cut.
    private static final int MOST_DISCARDED = 16_000_000;

    private static final String BEARER = "Bearer ";
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
        // Longer than clients keep a connection (that of the JDK 30 s): closed while a request is on its way, it loses
        // the request.
        set("sun.net.httpserver.idleInterval", "75");
        set("sun.net.httpserver.maxReqHeaders", "100");
        set("sun.net.httpserver.maxReqHeaderSize", "65536");
        set("jdk.httpserver.maxConnections", "1000");
        // A connection beyond this number is closed as soon as it is idle, while its client may be sending on it.
        set("sun.net.httpserver.maxIdleConnections", "1000");
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
    private final Door door;
    private final Routes routes;
    private final Guard guard;

    private LocalServer(HttpServer server, Door door, Routes routes) {
        this.server = server;
        this.door = door;
        this.routes = routes;
        this.guard = new Guard(server.getAddress().getPort());
    }

    /// Starts to serve, on a free port if another program has the one that is wanted.
    ///
    /// @param port  that is wanted; 0 for any
    /// @throws IOException if there is no free port
    public static LocalServer start(int port, Routes routes) throws IOException {
        return start(Door.local(port), routes);
    }

    /// Starts to serve at a door.
    ///
    /// @throws IOException if the port is in use and no other will do, or the address is not of this machine
    public static LocalServer start(Door door, Routes routes) throws IOException {
        LocalServer local = new LocalServer(bound(door), door, routes);
        local.server.setExecutor(local.threads);
        local.server.createContext("/", local::serve);
        local.server.start();
        return local;
    }

    private static HttpServer bound(Door door) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(door.address(), door.port()), BACKLOG);
        } catch (BindException taken) {
            if (door.port() == 0 || !door.elsewhere()) {
                String reason = door.address().getHostAddress() + " port " + door.port() + ": " + taken.getMessage();
                throw new IOException(reason + "; give another --host or --port", taken);
            }
            return HttpServer.create(new InetSocketAddress(door.address(), 0), BACKLOG);
        }
    }

    /// The port it listens on.
    public int port() {
        return guard.port();
    }

    /// The address of its page.
    public URI address() {
        String host = door.address().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + "/");
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
        Optional<Reply> refused = refused(exchange);
        if (refused.isPresent()) {
            return refused.get();
        }
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(door.mostBytes() + 1);
        if (body.length > door.mostBytes()) {
            discard(in);
            return door.refusal().of(413, "the body has more than " + door.mostBytes() + " bytes; send fewer");
        }
        String method = exchange.getRequestMethod();
        if (method.equals("POST") && !isJson(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            return door.refusal().of(415, "the body must be JSON; send Content-Type: application/json");
        }
        return answer(new Call(method, exchange.getRequestURI().getPath(), body));
    }

    /// Who has the key may call from anywhere by any name; a browser does not send it for a page of another site.
    private Optional<Reply> refused(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        if (door.address().isLoopbackAddress()) {
            Optional<String> objection = guard.objection(headers);
            if (objection.isPresent()) {
                return Optional.of(door.refusal().of(403, objection.get()));
            }
        }
        boolean known = door.key().isEmpty()
                || door.open().contains(exchange.getRequestURI().getPath())
                || door.key().get().is(bearer(headers));
        return known
                ? Optional.empty()
                : Optional.of(door.refusal()
                        .of(401, "the API key is missing or wrong; send Authorization: Bearer KEY")
                        .with("WWW-Authenticate", "Bearer"));
    }

    private static String bearer(Headers headers) {
        String value = headers.getFirst("Authorization");
        return value != null && value.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? value.substring(BEARER.length()).strip()
                : "";
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
            return routes.answer(call, door.refusal());
        } catch (IllegalArgumentException | ArithmeticException e) {
            return door.refusal().of(400, Reason.of(e));
        } catch (RuntimeException e) {
            return door.refusal().of(500, Reason.of(e));
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        SAFETY.forEach(exchange.getResponseHeaders()::set);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        if (reply.stream().isPresent()) {
            exchange.sendResponseHeaders(reply.status(), 0);
            try (OutputStream out = exchange.getResponseBody()) {
                reply.stream().get().write(out);
            }
            return;
        }
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(reply.body());
        }
    }
}
