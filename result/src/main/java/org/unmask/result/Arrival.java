package org.unmask.result;

/// How requests come.
public sealed interface Arrival {
    /// Sequences that start together and are computed together.
    record Batch(int sequences) implements Arrival {}

    /// Clients that each have one request open all the time.
    record Concurrency(int clients) implements Arrival {}

    /// Requests that come whether earlier ones are answered or not.
    record Rate(double requestsPerSecond) implements Arrival {}
}
