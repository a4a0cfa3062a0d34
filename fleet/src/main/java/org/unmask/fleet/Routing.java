package org.unmask.fleet;

import java.util.List;
import java.util.Locale;
import org.unmask.core.text.Names;

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
    /// @throws IllegalArgumentException naming the nearest known ones, if there is none of that name
    public static Routing of(String id) {
        return Names.find("routing", id, List.of(values()), Routing::id);
    }
}
