package org.unmask.web.http;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which route answers which method and path. A path is one word here: it names no file.
public final class Routes {
    private final Map<String, SortedMap<String, Route>> byPath = new TreeMap<>();

    /// No routes yet.
    public Routes() {
        // nothing to keep
    }

    /// Adds a route that reads.
    public Routes get(String path, Route route) {
        byPath.computeIfAbsent(path, _ -> new TreeMap<>()).put("GET", route);
        return this;
    }

    /// Adds a route whose requests have a body of JSON.
    public Routes post(String path, Route route) {
        byPath.computeIfAbsent(path, _ -> new TreeMap<>()).put("POST", route);
        return this;
    }

    /// The answer of the route for a call.
    public Reply answer(Call call) {
        SortedMap<String, Route> methods = byPath.get(call.path());
        if (methods == null) {
            return Reply.refusal(404, "nothing is at this path; the page is at /");
        }
        Route route = methods.get(call.method());
        if (route == null) {
            String known = String.join(", ", methods.keySet());
            return Reply.refusal(405, "this path answers " + known).with("Allow", known);
        }
        return route.answer(call);
    }
}
