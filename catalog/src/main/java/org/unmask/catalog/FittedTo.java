package org.unmask.catalog;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unmask.cost.hardware.Figure;
import org.unmask.cost.roofline.ProfileErrors;
import org.unmask.cost.roofline.ProfileParameter;

/// What a profile was fitted to together with others, and how sure its numbers are.
///
/// @param points  times of this software
/// @param sources  of them
/// @param errors  of the numbers that hold where the generation of the hardware is not known
/// @param generations  numbers that take their place on hardware of a generation, by its name
/// @param notFor  where the profile must not be used, a sentence each
public record FittedTo(
        int points,
        List<String> sources,
        ProfileErrors errors,
        Map<String, Generation> generations,
        List<String> notFor) {
    /// Numbers for hardware of a generation.
    ///
    /// @param figures  others are those of the profile
    /// @param errors  of these numbers
    public record Generation(Map<ProfileParameter, Figure> figures, ProfileErrors errors) {
        public Generation {
            Map<ProfileParameter, Figure> copy = new EnumMap<>(ProfileParameter.class);
            copy.putAll(figures);
            figures = Collections.unmodifiableMap(copy);
        }
    }

    public FittedTo {
        sources = List.copyOf(sources);
        generations = Collections.unmodifiableMap(new LinkedHashMap<>(generations));
        notFor = List.copyOf(notFor);
    }
}
