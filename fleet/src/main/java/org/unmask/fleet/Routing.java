package org.unmask.fleet;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Which replica gets a request.
public enum Routing {
    /// One after the other.
    ROUND_ROBIN,
    /// The one with the fewest requests that are not answered, the first of several.
    LEAST_LOADED;

    /// The name on the command line.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Finds one by its name.
    ///
    /// @throws IllegalArgumentException naming the known ones, if there is none of that name
    public static Routing of(String id) {
        return Arrays.stream(values())
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown routing '" + id + "'; known: "
                        + Arrays.stream(values()).map(Routing::id).collect(Collectors.joining(", "))));
    }
}
