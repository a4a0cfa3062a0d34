package org.unmask.web.openai;

/// What requests may ask of a server.
///
/// @param waiting  the most requests that wait for their first pass
/// @param running  the most requests that are computed together
/// @param tokens  of an answer, if a request does not say how many
/// @param seconds  the longest time from a request to the end of its answer
/// @param answers  the most answers that one request may ask for, all prompts together
public record Limits(int waiting, int running, int tokens, int seconds, int answers) {
    public Limits {
        if (waiting < 1 || running < 1 || tokens < 1 || seconds < 1 || answers < 1) {
            throw new IllegalArgumentException("bad limits: waiting=" + waiting + " running=" + running + " tokens="
                    + tokens + " seconds=" + seconds + " answers=" + answers + "; each must be at least 1");
        }
    }
}
