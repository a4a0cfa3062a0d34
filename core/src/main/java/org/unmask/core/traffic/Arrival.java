package org.unmask.core.traffic;

/// A request that comes to a server.
///
/// @param seconds  from the beginning
/// @param promptTokens  what it brings
/// @param generatedTokens  what it asks for
/// @param rank  share of all requests that take fewer passes for as many tokens, from 0 to below 1
public record Arrival(double seconds, int promptTokens, int generatedTokens, double rank) {
    public Arrival {
        if (!(seconds >= 0)
                || Double.isInfinite(seconds)
                || promptTokens < 1
                || generatedTokens < 1
                || !(rank >= 0 && rank < 1)) {
            throw new IllegalArgumentException("bad arrival: seconds=" + seconds + " prompt tokens=" + promptTokens
                    + " generated tokens=" + generatedTokens + " rank=" + rank);
        }
    }
}
