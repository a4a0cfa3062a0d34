package org.unmask.cost.roofline;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The numbers of a [Profile], by name.
public enum ProfileParameter {
    MATMUL_EFFICIENCY(Kind.EFFICIENCY),
    ATTENTION_EFFICIENCY(Kind.EFFICIENCY),
    MEMORY_EFFICIENCY(Kind.EFFICIENCY),
    ATTENTION_MEMORY_EFFICIENCY(Kind.EFFICIENCY),
    OVERLAP(Kind.SHARE),
    OPERATOR_SECONDS(Kind.SECONDS),
    DISPATCH_SECONDS_PER_LAYER(Kind.SECONDS),
    EXPERT_MEMORY_EFFICIENCY(Kind.EFFICIENCY),
    SEQUENCE_SECONDS(Kind.SECONDS);

    /// Those that the times of one program on one machine can tell apart.
    public static final Set<ProfileParameter> OF_ONE_PROGRAM =
            Collections.unmodifiableSet(EnumSet.range(MATMUL_EFFICIENCY, DISPATCH_SECONDS_PER_LAYER));

    /// What a number may be.
    public enum Kind {
        /// Above 0 and at most 1; 1 adds nothing.
        EFFICIENCY,
        /// 0 to 1; 1 adds nothing.
        SHARE,
        /// From 0; 0 adds nothing.
        SECONDS
    }

    private final Kind kind;

    ProfileParameter(Kind kind) {
        this.kind = kind;
    }

    /// The name used in files and on the command line.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Kind kind() {
        return kind;
    }

    /// The value that adds nothing to the roofs.
    public double neutral() {
        return kind == Kind.SECONDS ? 0 : 1;
    }

    /// The value in a profile.
    public double of(Profile profile) {
        return switch (this) {
            case MATMUL_EFFICIENCY -> profile.matmulEfficiency();
            case ATTENTION_EFFICIENCY -> profile.attentionEfficiency();
            case MEMORY_EFFICIENCY -> profile.memoryEfficiency();
            case ATTENTION_MEMORY_EFFICIENCY -> profile.attentionMemoryEfficiency();
            case OVERLAP -> profile.overlap();
            case OPERATOR_SECONDS -> profile.operatorSeconds();
            case DISPATCH_SECONDS_PER_LAYER -> profile.dispatchSecondsPerLayer();
            case EXPERT_MEMORY_EFFICIENCY -> profile.expertMemoryEfficiency();
            case SEQUENCE_SECONDS -> profile.sequenceSeconds();
        };
    }

    /// A profile of these values; what is missing adds nothing.
    ///
    /// @throws IllegalArgumentException if a value is out of its range
    public static Profile profile(String id, Map<ProfileParameter, Double> values, String source) {
        return profile(id, values, Map.of(), ProfileErrors.NONE, source);
    }

    /// A profile of these values that knows how sure they are, and of hardware of some generations.
    ///
    /// @param generations  what takes its place there
    /// @throws IllegalArgumentException if a value is out of its range
    public static Profile profile(
            String id,
            Map<ProfileParameter, Double> values,
            Map<String, Profile> generations,
            ProfileErrors errors,
            String source) {
        return new Profile(
                id,
                value(values, MATMUL_EFFICIENCY),
                value(values, ATTENTION_EFFICIENCY),
                value(values, MEMORY_EFFICIENCY),
                value(values, ATTENTION_MEMORY_EFFICIENCY),
                value(values, OVERLAP),
                value(values, OPERATOR_SECONDS),
                value(values, DISPATCH_SECONDS_PER_LAYER),
                value(values, EXPERT_MEMORY_EFFICIENCY),
                value(values, SEQUENCE_SECONDS),
                generations,
                errors,
                Optional.empty(),
                source);
    }

    private static double value(Map<ProfileParameter, Double> values, ProfileParameter parameter) {
        return values.getOrDefault(parameter, parameter.neutral());
    }
}
