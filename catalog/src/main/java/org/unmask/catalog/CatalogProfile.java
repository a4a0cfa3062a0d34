package org.unmask.catalog;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.unmask.cost.hardware.Figure;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.ProfileErrors;
import org.unmask.cost.roofline.ProfileParameter;
import org.unmask.cost.timing.MachineTimings;

/// A runtime profile and the source of each of its numbers.
///
/// @param description  which software it stands for, one sentence
/// @param figures  a parameter that is missing adds nothing to the roofs
/// @param timings  of operators on a machine, in place of parameters
/// @param fitted  what it was fitted to together with profiles of other software
public record CatalogProfile(
        String id,
        String description,
        Map<ProfileParameter, Figure> figures,
        Optional<MachineTimings> timings,
        Optional<FittedTo> fitted) {
    /// A profile of parameters.
    public CatalogProfile(String id, String description, Map<ProfileParameter, Figure> figures) {
        this(id, description, figures, Optional.empty(), Optional.empty());
    }

    /// A profile of timings.
    public CatalogProfile(String id, String description, MachineTimings timings) {
        this(id, description, Map.of(), Optional.of(timings), Optional.empty());
    }

    public CatalogProfile {
        Map<ProfileParameter, Figure> copy = new EnumMap<>(ProfileParameter.class);
        copy.putAll(figures);
        figures = Collections.unmodifiableMap(copy);
    }

    /// The numbers alone, with all their sources.
    ///
    /// @throws IllegalArgumentException if one is out of its range
    public Profile profile() {
        if (timings.isPresent()) {
            return Profile.timed(id, timings.get(), description);
        }
        String sources =
                figures.values().stream().map(Figure::source).distinct().collect(Collectors.joining(" "));
        String source = sources.isEmpty() ? Profile.ROOFLINE.source() : sources;
        ProfileErrors errors = fitted.map(FittedTo::errors).orElse(ProfileErrors.NONE);
        Map<String, Profile> generations = new LinkedHashMap<>();
        fitted.map(FittedTo::generations)
                .orElse(Map.of())
                .forEach((name, own) -> generations.put(
                        name,
                        ProfileParameter.profile(
                                id, values(own.figures()), Map.of(), errors.with(own.errors()), source)));
        return ProfileParameter.profile(id, values(Map.of()), generations, errors, source);
    }

    private Map<ProfileParameter, Double> values(Map<ProfileParameter, Figure> instead) {
        Map<ProfileParameter, Double> values = new EnumMap<>(ProfileParameter.class);
        figures.forEach((parameter, figure) -> values.put(parameter, figure.value()));
        instead.forEach((parameter, figure) -> values.put(parameter, figure.value()));
        return values;
    }
}
