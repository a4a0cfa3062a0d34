package org.unmask.web.http;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Optional;

/// Tells requests of this machine's own pages and programs from those that other pages make a browser send.
///
/// A page of another site may send requests here, and a name of its own may resolve to this machine (DNS rebinding).
/// Browsers say both: in `Origin`, in `Sec-Fetch-Site`, and in `Host`.
record Guard(int port) {
    private static final List<String> NAMES = List.of("127.0.0.1", "localhost", "[::1]");
    private static final List<String> OWN_SITES = List.of("same-origin", "none");

    /// Why a request is refused; empty if it is not.
    Optional<String> objection(Headers headers) {
        if (!isOnly(headers.getOrDefault("Host", List.of()), "")) {
            return Optional.of("the Host of the request is not this server; open http://127.0.0.1:" + port + "/");
        }
        if (headers.containsKey("Origin") && !isOnly(headers.getOrDefault("Origin", List.of()), "http://")) {
            return Optional.of("the request comes from a page of another server");
        }
        List<String> sites = headers.getOrDefault("Sec-Fetch-Site", List.of());
        return OWN_SITES.containsAll(sites) ? Optional.empty() : Optional.of("the request comes from another site");
    }

    private boolean isOnly(List<String> values, String scheme) {
        return values.size() == 1
                && NAMES.stream()
                        .anyMatch(name -> values.getFirst().equalsIgnoreCase(scheme + name + ":" + port)
                                || (port == 80 && values.getFirst().equalsIgnoreCase(scheme + name)));
    }
}
