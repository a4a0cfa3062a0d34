package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.unmask.input.Fields;

/// A list in which a file says the kind of each layer.
final class LayerKinds {
    private LayerKinds() {}

    /// The kind of each layer.
    ///
    /// @throws IOException if there are more or fewer than layers, or others than the known kinds
    static List<String> each(Fields config, String key, int layers, Set<String> known) throws IOException {
        List<String> kinds = config.texts(key);
        if (kinds.size() != layers || !known.containsAll(kinds)) {
            throw config.bad(key, String.join(" or ", new TreeSet<>(known)) + " for each of the " + layers + " layers");
        }
        return kinds;
    }

    /// Layers of some kinds, from 0.
    static Set<Integer> layers(List<String> kinds, Set<String> wanted) {
        return IntStream.range(0, kinds.size())
                .filter(layer -> wanted.contains(kinds.get(layer)))
                .boxed()
                .collect(Collectors.toSet());
    }

    /// Layers whose number leaves a rest.
    static Set<Integer> every(int period, int rest, int layers) {
        return IntStream.range(0, layers)
                .filter(layer -> layer % period == rest)
                .boxed()
                .collect(Collectors.toSet());
    }
}
