package org.unmask.web.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Short names that tell contestants apart: the model, and whatever else differs among those of the same model.
final class Labels {
    private static final List<Function<Contestant, String>> PARTS = List.of(
            Contestant::strategy,
            Contestant::device,
            contestant -> contestant.elements().all(),
            contestant -> "weights "
                    + contestant
                            .elements()
                            .weight()
                            .orElse(contestant.elements().all()),
            contestant -> "activations "
                    + contestant
                            .elements()
                            .activation()
                            .orElse(contestant.elements().all()),
            contestant -> "KV "
                    + contestant
                            .elements()
                            .keyValue()
                            .orElse(contestant.elements().all()),
            Contestant::profile,
            contestant -> "TP " + contestant.sharing().tensor(),
            contestant -> "PP " + contestant.sharing().stages(),
            contestant -> "EP " + contestant.sharing().ranks(),
            contestant -> contestant.sharing().link().orElse("first link"));

    private Labels() {}

    /// A name for each. Contestants that are equal get a number.
    static List<String> of(List<Contestant> contestants) {
        List<String> names = new ArrayList<>();
        for (Contestant contestant : contestants) {
            String name = name(contestant, contestants);
            long before = names.stream()
                    .filter(known -> known.equals(name) || known.startsWith(name + " #"))
                    .count();
            names.add(before == 0 ? name : name + " #" + (before + 1));
        }
        return names;
    }

    private static String name(Contestant contestant, List<Contestant> all) {
        StringBuilder name = new StringBuilder(contestant.model());
        List<Contestant> alike = all.stream()
                .filter(other -> other.model().equals(contestant.model()))
                .toList();
        for (Function<Contestant, String> part : PARTS) {
            if (alike.stream().map(part).distinct().count() > 1) {
                name.append(' ').append(part.apply(contestant));
            }
        }
        return name.toString();
    }
}
