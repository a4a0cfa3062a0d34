package org.unmask.web.explorer;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.unmask.report.page.Look;
import org.unmask.web.http.Reply;
import org.unmask.web.http.Routes;

/// The files of the page, all read when the server starts.
final class Site {
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    private static final List<String> SCRIPTS = List.of(
            "explorer.js",
            "state.js",
            "controls.js",
            "plots.js",
            "svg.js",
            "tables.js",
            "own.js",
            "explain.js",
            "fleet.js",
            "frontier.js");

    private Site() {}

    static Routes routes() throws IOException {
        Routes routes = new Routes();
        serve(routes, "/", "text/html; charset=utf-8", "index.html");
        serve(routes, "/page.css", STYLE, Look.style().getBytes(StandardCharsets.UTF_8));
        serve(routes, "/look.js", SCRIPT, Look.script().getBytes(StandardCharsets.UTF_8));
        serve(routes, "/explorer.css", STYLE, "explorer.css");
        serve(routes, "/icon.svg", "image/svg+xml", "icon.svg");
        for (String script : SCRIPTS) {
            serve(routes, "/" + script, SCRIPT, script);
        }
        return routes;
    }

    private static void serve(Routes routes, String path, String type, String name) throws IOException {
        serve(routes, path, type, resource(name));
    }

    private static void serve(Routes routes, String path, String type, byte[] content) {
        Reply reply = Reply.of(type, content);
        routes.get(path, _ -> reply);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Site.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("no resource " + name + " for " + Site.class.getName());
            }
            return in.readAllBytes();
        }
    }
}
