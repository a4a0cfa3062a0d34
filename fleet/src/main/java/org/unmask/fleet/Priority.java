package org.unmask.fleet;

import java.util.List;
import java.util.Locale;
import org.unmask.core.text.Names;

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
    /// @throws IllegalArgumentException naming the nearest known ones, if there is none of that name
    public static Priority of(String id) {
        return Names.find("priority", id, List.of(values()), Priority::id);
    }
}
