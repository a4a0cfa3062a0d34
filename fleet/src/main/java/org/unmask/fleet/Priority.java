package org.unmask.fleet;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Which of the requests that wait on a replica begins first.
public enum Priority {
    /// The one that came first.
    ARRIVAL,
    /// The one that must begin first to be answered in time; those that can no longer be come last ([Urgency]).
    DEADLINE;

    /// The name on the command line.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Finds one by its name.
    ///
    /// @throws IllegalArgumentException naming the known ones, if there is none of that name
    public static Priority of(String id) {
        return Arrays.stream(values())
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown priority '" + id + "'; known: "
                        + Arrays.stream(values()).map(Priority::id).collect(Collectors.joining(", "))));
    }
}
