package org.unmask.cost.roofline;

import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// The numbers of a [Profile], by name.
public enum ProfileParameter {
    MATMUL_EFFICIENCY(Kind.EFFICIENCY, Profile::matmulEfficiency),
    ATTENTION_EFFICIENCY(Kind.EFFICIENCY, Profile::attentionEfficiency),
    MEMORY_EFFICIENCY(Kind.EFFICIENCY, Profile::memoryEfficiency),
    ATTENTION_MEMORY_EFFICIENCY(Kind.EFFICIENCY, Profile::attentionMemoryEfficiency),
    OVERLAP(Kind.SHARE, Profile::overlap),
    OPERATOR_SECONDS(Kind.SECONDS, Profile::operatorSeconds),
    DISPATCH_SECONDS_PER_LAYER(Kind.SECONDS, Profile::dispatchSecondsPerLayer);

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
    private final ToDoubleFunction<Profile> value;

    ProfileParameter(Kind kind, ToDoubleFunction<Profile> value) {
        this.kind = kind;
        this.value = value;
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
        return value.applyAsDouble(profile);
    }

    /// A profile of these values; what is missing adds nothing.
    ///
    /// @throws IllegalArgumentException if a value is out of its range
    public static Profile profile(String id, Map<ProfileParameter, Double> values, String source) {
        return new Profile(
                id,
                value(values, MATMUL_EFFICIENCY),
                value(values, ATTENTION_EFFICIENCY),
                value(values, MEMORY_EFFICIENCY),
                value(values, ATTENTION_MEMORY_EFFICIENCY),
                value(values, OVERLAP),
                value(values, OPERATOR_SECONDS),
                value(values, DISPATCH_SECONDS_PER_LAYER),
                source);
    }

    private static double value(Map<ProfileParameter, Double> values, ProfileParameter parameter) {
        return values.getOrDefault(parameter, parameter.neutral());
    }
}
