package org.unmask.fit;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.ProfileErrors;
import org.unmask.cost.roofline.ProfileParameter;

/// The logarithms that a joint fit looks for, one after the other: of every term what is usual, then what each generation of
/// hardware or each program has.
final class JointSpace {
    /// Where a number stands.
    ///
    /// @param of  a generation or a program; empty for what is usual
    record Place(JointTerm term, Optional<String> of) {}

    private final List<Place> places = new ArrayList<>();
    private final Map<Place, Integer> indices = new HashMap<>();

    /// Of the programs and the generations that some reports are of.
    JointSpace(List<Report> reports) {
        NavigableSet<String> software = new TreeSet<>();
        NavigableSet<String> generations = new TreeSet<>();
        for (Report report : reports) {
            software.add(report.software());
            report.generation().ifPresent(generations::add);
        }
        for (JointTerm term : JointTerm.values()) {
            add(new Place(term, Optional.empty()));
            NavigableSet<String> levels = switch (term.of()) {
                case GENERATION -> generations;
                case SOFTWARE -> software;
                case ALL -> new TreeSet<>();
            };
            levels.forEach(level -> add(new Place(term, Optional.of(level))));
        }
    }

    private void add(Place place) {
        indices.put(place, places.size());
        places.add(place);
    }

    int size() {
        return places.size();
    }

    Place place(int index) {
        return places.get(index);
    }

    /// The index of a term on hardware or in a program; that of what is usual where it is none of those fitted to.
    int index(JointTerm term, String software, Optional<String> generation) {
        Optional<String> level = switch (term.of()) {
            case GENERATION -> generation;
            case SOFTWARE -> Optional.of(software);
            case ALL -> Optional.empty();
        };
        return index(new Place(term, level));
    }

    /// The index of a place, or of what is usual there if it is none of this space.
    int index(Place place) {
        Integer own = indices.get(place);
        return own == null ? usual(place.term()) : own;
    }

    /// The index of what is usual of a term.
    int usual(JointTerm term) {
        return requireNonNull(indices.get(new Place(term, Optional.empty())));
    }

    /// The guesses before any time is seen.
    double[] guesses() {
        return places.stream().mapToDouble(place -> place.term().logGuess()).toArray();
    }

    /// The numbers of a profile.
    ///
    /// @param logarithm  of a term
    static Map<ProfileParameter, Double> values(ToDoubleFunction<JointTerm> logarithm) {
        Map<ProfileParameter, Double> values = new EnumMap<>(ProfileParameter.class);
        JointTerm.FACTORS.forEach((parameter, terms) -> {
            double sum = 0;
            for (JointTerm term : terms) {
                sum += logarithm.applyAsDouble(term);
            }
            double value = Math.exp(sum);
            values.put(parameter, parameter.kind() == ProfileParameter.Kind.SECONDS ? value : Math.min(1, value));
        });
        return values;
    }

    /// A profile of terms.
    ///
    /// @param logarithm  of a term
    static Profile profile(ToDoubleFunction<JointTerm> logarithm) {
        return ProfileParameter.profile("joint", values(logarithm), Map.of(), ProfileErrors.NONE, "fitted");
    }
}
