package org.unmask.result;

import java.util.Arrays;
import java.util.stream.Collectors;

/// When sequences end.
public enum Stop {
    /// At the generated length; an end token is a token like any other.
    LENGTH("length"),
    /// At an end token; the sequence then leaves its batch.
    END_TOKEN("end-token"),
    /// At an end token; the sequence is computed on until every other sequence of its batch has ended too.
    LAST_END_TOKEN("last-end-token");

    private final String id;

    Stop(String id) {
        this.id = id;
    }

    /// The name in files.
    public String id() {
        return id;
    }

    /// @throws IllegalArgumentException naming the known values, if there is none of that name
    static Stop of(String id) {
        return Arrays.stream(values())
                .filter(stop -> stop.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("stop: " + id + "; expected "
                        + Arrays.stream(values()).map(Stop::id).collect(Collectors.joining(", "))));
    }
}
