package org.unmask.fit;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.unmask.cost.roofline.ProfileParameter;

/// What the times of many programs on much hardware have in common: a number each, alike within a generation of hardware or
/// within a program.
///
/// Numbers are positive and fitted as logarithms. That of one generation or program is spread about what is usual, and what
/// is usual about a first guess; so a generation or a program that nobody timed has the usual number, and few times change
/// it little.
enum JointTerm {
    /// Share of the bandwidth.
    MEMORY(Of.GENERATION, 0.8, 0.1, 0.12),
    /// Share of the peak.
    PEAK(Of.GENERATION, 0.6, 0.3, 0.3),
    /// Share of what other operators reach of the bandwidth that attention reaches.
    ATTENTION_MEMORY(Of.SOFTWARE, 0.5, 0.7, 0.7),
    /// Share of what other operators reach of the peak that attention reaches.
    ATTENTION_PEAK(Of.SOFTWARE, 0.5, 0.7, 0.7),
    /// Start of every operator.
    OPERATOR(Of.SOFTWARE, 5e-6, 0.7, 0.7),
    /// Least time of a layer and pass.
    LAYER(Of.SOFTWARE, 1e-4, 1, 1.2),
    /// Time of a sequence and pass.
    SEQUENCE(Of.SOFTWARE, 3e-6, 1, 1),
    /// Share of what other operators reach of the bandwidth that experts reach.
    EXPERTS(Of.ALL, 0.7, 0.4, 0);

    /// Within what a number is alike.
    enum Of {
        GENERATION,
        SOFTWARE,
        ALL
    }

    private final Of of;
    private final double guess;
    private final double guessError;
    private final double spread;

    /// @param guess  before any time is seen
    /// @param guessError  standard deviation of the logarithm of what is usual about the guess
    /// @param spread  standard deviation of logarithms about what is usual
    JointTerm(Of of, double guess, double guessError, double spread) {
        this.of = of;
        this.guess = guess;
        this.guessError = guessError;
        this.spread = spread;
    }

    Of of() {
        return of;
    }

    double logGuess() {
        return Math.log(guess);
    }

    double guessError() {
        return guessError;
    }

    double spread() {
        return spread;
    }

    /// The terms whose product is the number of a profile.
    static final Map<ProfileParameter, List<JointTerm>> FACTORS = factors();

    private static Map<ProfileParameter, List<JointTerm>> factors() {
        Map<ProfileParameter, List<JointTerm>> factors = new EnumMap<>(ProfileParameter.class);
        factors.put(ProfileParameter.MATMUL_EFFICIENCY, List.of(PEAK));
        factors.put(ProfileParameter.ATTENTION_EFFICIENCY, List.of(PEAK, ATTENTION_PEAK));
        factors.put(ProfileParameter.MEMORY_EFFICIENCY, List.of(MEMORY));
        factors.put(ProfileParameter.ATTENTION_MEMORY_EFFICIENCY, List.of(MEMORY, ATTENTION_MEMORY));
        factors.put(ProfileParameter.OPERATOR_SECONDS, List.of(OPERATOR));
        factors.put(ProfileParameter.DISPATCH_SECONDS_PER_LAYER, List.of(LAYER));
        factors.put(ProfileParameter.SEQUENCE_SECONDS, List.of(SEQUENCE));
        factors.put(ProfileParameter.EXPERT_MEMORY_EFFICIENCY, List.of(EXPERTS));
        return factors;
    }
}
