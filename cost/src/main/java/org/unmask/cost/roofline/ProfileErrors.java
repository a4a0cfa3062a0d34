package org.unmask.cost.roofline;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// How sure the numbers of a profile are.
///
/// @param relative  standard errors of numbers as parts of them; a number that is missing counts as exact
/// @param scatter  standard deviation of what times of the software are off by, as a part of them, if the numbers are right
public record ProfileErrors(Map<ProfileParameter, Double> relative, double scatter) {
    /// Errors of a profile that does not say how sure its numbers are.
    public static final ProfileErrors NONE = new ProfileErrors(Map.of(), 0);

    public ProfileErrors {
        Map<ProfileParameter, Double> copy = new EnumMap<>(ProfileParameter.class);
        copy.putAll(relative);
        relative = Collections.unmodifiableMap(copy);
        if (!(scatter >= 0) || relative.values().stream().anyMatch(error -> !(error >= 0))) {
            throw new IllegalArgumentException("bad errors of a profile: scatter=" + scatter + " relative=" + relative);
        }
    }

    /// These errors with those of others in their place where they have some.
    public ProfileErrors with(ProfileErrors others) {
        Map<ProfileParameter, Double> all = new EnumMap<>(ProfileParameter.class);
        all.putAll(relative);
        all.putAll(others.relative);
        return new ProfileErrors(all, others.scatter);
    }

    /// Whether anything is known.
    public boolean isKnown() {
        return scatter > 0 || !relative.isEmpty();
    }
}
