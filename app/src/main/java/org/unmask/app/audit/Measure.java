package org.unmask.app.audit;

import org.unmask.core.decode.Request;

/// What a claim is a number of, and which time it stands for.
public enum Measure {
    /// Generated tokens of all sequences over the whole time.
    RATE("tokens_per_second", Part.WHOLE, false),
    /// Generated tokens of all sequences over the whole time and the number of devices.
    DEVICE_RATE("tokens_per_second_per_device", Part.WHOLE, false),
    /// Generated tokens of one sequence over the whole time.
    USER_RATE("tokens_per_second_per_user", Part.WHOLE, false),
    /// Generated tokens of all sequences over the time after the prompts.
    DECODE_RATE("decode_tokens_per_second", Part.DECODE, false),
    /// Generated tokens of one sequence over the time after its first.
    USER_DECODE_RATE("tokens_per_second_per_sequence", Part.DECODE, false),
    /// Tokens of prompts over the time of the prompts.
    PROMPT_RATE("prompt_tokens_per_second", Part.PROMPT, false),
    /// Time of a whole generation.
    SECONDS("seconds", Part.WHOLE, true),
    /// Time of the prompts, until there is a first token.
    PROMPT_SECONDS("prompt_seconds", Part.PROMPT, true),
    /// Time of the generated tokens after the prompts.
    DECODE_SECONDS("decode_seconds", Part.DECODE, true),
    /// Time between tokens of one sequence after the first.
    TOKEN_SECONDS("time_per_output_token", Part.DECODE, true),
    /// Time of the last pass.
    LAST_PASS_SECONDS("last_pass_seconds", Part.LAST_PASS, true);

    /// The passes that a time is of.
    enum Part {
        WHOLE,
        PROMPT,
        DECODE,
        LAST_PASS
    }

    private final String id;
    private final Part part;
    private final boolean time;

    Measure(String id, Part part, boolean time) {
        this.id = id;
        this.part = part;
        this.time = time;
    }

    /// The name used in files.
    public String id() {
        return id;
    }

    /// Base unit.
    public String unit() {
        return time ? "s" : "tokens/s";
    }

    Part part() {
        return part;
    }

    boolean isTime() {
        return time;
    }

    /// Whether a larger batch gives a higher rate in the same time.
    boolean isOfAll() {
        return this == RATE || this == DEVICE_RATE;
    }

    /// The time that a value stands for: the value itself, or so many tokens over it.
    double seconds(double value, Request request, int devices) {
        return time ? value * amount(request, devices) : amount(request, devices) / value;
    }

    /// The value that stands for a time.
    double value(double seconds, Request request, int devices) {
        return time ? seconds / amount(request, devices) : amount(request, devices) / seconds;
    }

    private double amount(Request request, int devices) {
        return switch (this) {
            case RATE, DECODE_RATE -> request.tokens();
            case DEVICE_RATE -> request.tokens() / devices;
            case USER_RATE, USER_DECODE_RATE -> request.generatedTokens();
            case PROMPT_RATE -> (double) request.batch() * request.promptTokens();
            case TOKEN_SECONDS -> Math.max(1, request.generatedTokens() - 1);
            case SECONDS, PROMPT_SECONDS, DECODE_SECONDS, LAST_PASS_SECONDS -> 1;
        };
    }
}
