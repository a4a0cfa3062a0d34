package org.unmask.catalog;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.unmask.cost.hardware.Figure;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.ProfileParameter;

/// A runtime profile and the source of each of its numbers.
///
/// @param description  which software it stands for, one sentence
/// @param figures  a parameter that is missing adds nothing to the roofs
public record CatalogProfile(String id, String description, Map<ProfileParameter, Figure> figures) {
    public CatalogProfile {
        Map<ProfileParameter, Figure> copy = new EnumMap<>(ProfileParameter.class);
        copy.putAll(figures);
        figures = Collections.unmodifiableMap(copy);
    }

    /// The numbers alone, with all their sources.
    ///
    /// @throws IllegalArgumentException if one is out of its range
    public Profile profile() {
        Map<ProfileParameter, Double> values = new EnumMap<>(ProfileParameter.class);
        figures.forEach((parameter, figure) -> values.put(parameter, figure.value()));
        String sources =
                figures.values().stream().map(Figure::source).distinct().collect(Collectors.joining(" "));
        return ProfileParameter.profile(id, values, sources.isEmpty() ? Profile.ROOFLINE.source() : sources);
    }
}
