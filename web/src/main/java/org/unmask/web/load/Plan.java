package org.unmask.web.load;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.unmask.core.traffic.Arrivals;
import tools.jackson.databind.node.ObjectNode;

/// What is sent where, and when.
///
/// @param target  the server, without the path
/// @param path  of the requests, for instance `/v1/completions`
/// @param key  that the server wants, if any
/// @param warmUps  bodies of requests before the clock starts, one after the other
/// @param bodies  of the requests, in order
/// @param arrivals  of an open loop; empty for a closed one
/// @param clients  of a closed loop: each sends its next request when the one before is answered
/// @param ramp  seconds until all clients of a closed loop have come
/// @param seed  of arrivals that are drawn
/// @param tokens  counts the tokens of a text, if the server does not; empty if nobody does
/// @param limits  of time and errors
public record Plan(
        URI target,
        String path,
        Optional<String> key,
        List<ObjectNode> warmUps,
        List<ObjectNode> bodies,
        Optional<Arrivals> arrivals,
        int clients,
        double ramp,
        long seed,
        Optional<ToIntFunction<String>> tokens,
        Limits limits) {
    public Plan {
        warmUps = List.copyOf(warmUps);
        bodies = List.copyOf(bodies);
        if (bodies.isEmpty() || clients < 1) {
            throw new IllegalArgumentException(
                    "bad load: requests=" + bodies.size() + " clients=" + clients + "; each must be at least 1");
        }
    }

    /// When to give up.
    ///
    /// @param requestSeconds  the longest time of one answer
    /// @param seconds  after which no further request is sent
    /// @param errorsInARow  after which no further request is sent
    public record Limits(int requestSeconds, int seconds, int errorsInARow) {}

    @Override
    public String toString() {
        return target + path + ", " + bodies.size() + " requests";
    }
}
