package org.unmask.fleet;

/// What became of traffic on a fleet.
///
/// @param fleet  that served it
/// @param requests  all are answered
/// @param good  answers that meet the objective
/// @param tokens  that were asked for
/// @param seconds  from the first arrival to the last answer
/// @param busySeconds  of all replicas together
/// @param prefillBusySeconds  of those that compute prompts only
/// @param passes  of all replicas together
/// @param sequencePasses  sequences of all passes together
/// @param preemptions  how often a sequence lost its keys for lack of memory
/// @param mostKeptBytes  keys and values at the fullest moment of the fullest replica
/// @param queue  from arrival to the beginning of the first pass
/// @param transfer  from the end of the pass over a prompt to the arrival of its keys and values at the replica that decodes;
///     of no request where all replicas do both
/// @param firstToken  from arrival to the end of the pass that commits the first token
/// @param firstBlock  from arrival to the end of the pass that completes the first block; of autoregression the first
///     token
/// @param perToken  from the first block to the end, for each token after the first block; of answers of one block from
///     arrival, for each token
/// @param end  from arrival to the end of the answer
/// @param meanRequests  in the fleet at any time, waiting or running, counted over time
public record Outcome(
        Fleet fleet,
        long requests,
        long good,
        long tokens,
        double seconds,
        double busySeconds,
        double prefillBusySeconds,
        long passes,
        long sequencePasses,
        long preemptions,
        long mostKeptBytes,
        Latency queue,
        Latency transfer,
        Latency firstToken,
        Latency firstBlock,
        Latency perToken,
        Latency end,
        double meanRequests) {
    /// What sums of many times may differ by.
    private static final double ROUNDING = 1e-6;

    /// Checks what holds for every fleet.
    ///
    /// @throws IllegalStateException if Little's law does not hold: requests in the fleet are the rate of arrivals times the
    ///     time each stays (Little, Operations Research 9(3), 1961)
    public Outcome {
        double law = end.sum() / seconds;
        if (!(Math.abs(law - meanRequests) <= ROUNDING * law)) {
            throw new IllegalStateException(
                    "Little's law fails: " + meanRequests + " requests in the fleet, not " + law);
        }
    }

    /// Share of answers that meet the objective.
    public double goodShare() {
        return (double) good / requests;
    }

    /// Good answers a second.
    public double goodput() {
        return good / seconds;
    }

    /// Tokens a second of all replicas together.
    public double tokensPerSecond() {
        return tokens / seconds;
    }

    /// Share of their time in which replicas compute.
    public double utilisation() {
        return busySeconds / (fleet.allReplicas() * seconds);
    }

    /// Share of their time in which the replicas compute that compute prompts only; 0 if there are none.
    public double prefillUtilisation() {
        return fleet.split().isPresent() ? prefillBusySeconds / (fleet.prefillReplicas() * seconds) : 0;
    }

    /// Sequences of a pass on average.
    public double meanBatch() {
        return (double) sequencePasses / passes;
    }
}
