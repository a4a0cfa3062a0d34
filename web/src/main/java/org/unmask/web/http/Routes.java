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
        return answer(call, Reply::refusal);
    }

    /// The answer of the route for a call, refusals being of some form.
    Reply answer(Call call, Refusal refusal) {
        SortedMap<String, Route> methods = byPath.get(call.path());
        if (methods == null) {
            String place =
                    byPath.containsKey("/") ? "the page is at /" : "known are " + String.join(", ", byPath.keySet());
            return refusal.of(404, "nothing is at this path; " + place);
        }
        Route route = methods.get(call.method());
        if (route == null) {
            String known = String.join(", ", methods.keySet());
            return refusal.of(405, "this path answers " + known).with("Allow", known);
        }
        return route.answer(call);
    }
}
