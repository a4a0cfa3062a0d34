package org.unmask.app.claim;

import java.util.Locale;
import java.util.OptionalDouble;
import org.unmask.report.Label.Role;

/// The time of one generation, whoever says it.
///
/// @param evidence  whether it was predicted, measured here or published
/// @param place  device, machine or file
/// @param role  kind of decoding
/// @param family  name of the strategy, without its keys
/// @param steps  denoising steps; the generated tokens for an autoregressive model
/// @param seconds  of the whole generation
/// @param intensity  FLOPs for each byte after the prompt was read; counted, so only a prediction has it
/// @param ridge  of the device; likewise
public record Observed(
        Evidence evidence,
        String place,
        Role role,
        String family,
        int promptTokens,
        int generatedTokens,
        int batch,
        int steps,
        double seconds,
        OptionalDouble intensity,
        OptionalDouble ridge) {
    /// Where a time comes from.
    public enum Evidence {
        /// The roofline.
        PREDICTION,
        /// The clock of this machine.
        MEASUREMENT,
        /// Times that others published.
        PUBLICATION;

        /// The name used in files and on pages.
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean isAutoregressive() {
        return role == Role.ARM;
    }

    double tokensPerSecond() {
        return (double) batch * generatedTokens / seconds;
    }

    /// Positions of a sequence at its end.
    int context() {
        return promptTokens + generatedTokens;
    }

    /// Tokens that a denoising step commits on average.
    double tokensPerStep() {
        return (double) generatedTokens / steps;
    }

    Task task() {
        return Task.of(promptTokens, generatedTokens);
    }

    /// The kind of decoding in words.
    String decoding() {
        return switch (role) {
            case ARM -> "autoregression";
            case FULL -> "full canvas";
            case CACHED -> "cached canvas";
            case BLOCK -> "block diffusion";
            case NEUTRAL -> throw new IllegalStateException("no decoding has the role neutral");
        };
    }
}
