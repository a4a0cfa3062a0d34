package org.unmask.engine.weight;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.Weight;

/// Which tensors of a checkpoint a model has a place for. One that has none would be arithmetic left out: biases, adapters,
/// further layers.
public final class Places {
    /// What follows from the configuration: tables of rotary positions, as old versions of libraries saved them, and
    /// llama.cpp's divisors of rotary frequencies, which are read as a part of the configuration; and scales for rounding
    /// activations, keys and values to eight bits, which are not rounded here.
    private static final Pattern DERIVED = Pattern.compile(
            ".*rotary_emb\\.(inv_freq|cos_cached|sin_cached)" + "|rope_freqs\\.weight|.*\\.(input|k|v|kv|q)_scale");

    private Places() {}

    /// Checks that every tensor has a place. A head beside an embedding that is also the head is left out, as everywhere.
    ///
    /// @param found  names of all tensors
    /// @throws IOException in one line, naming the first one that has none
    public static void check(Path file, Set<String> found, Architecture model, TensorNames names) throws IOException {
        Set<String> unused = new TreeSet<>(found);
        for (Weight weight : Weight.values()) {
            if (weight == Weight.LM_HEAD || model.has(weight)) {
                // No more layers are looked at than the files can have.
                int layers = weight.perLayer() ? Math.min(model.layers(), found.size()) : 1;
                for (int layer = 0; layer < layers; layer++) {
                    remove(unused, model, names, weight, layer, found.size());
                }
            }
        }
        unused.removeIf(name -> DERIVED.matcher(name).matches() || isScale(name, found));
        if (!unused.isEmpty()) {
            throw new IOException(file + ": tensor "
                    + SafetensorsFile.quoted(unused.iterator().next())
                    + " has no place in the model" + more(unused.size())
                    + "; what it does to the result would be left out");
        }
    }

    private static String more(int count) {
        return count == 1 ? "" : ", nor have " + (count - 1) + " more";
    }

    private static void remove(
            Set<String> unused, Architecture model, TensorNames names, Weight weight, int layer, int most) {
        if (weight.perLayer() && !model.has(weight, layer)) {
            return;
        }
        int experts = names.stacksExperts() ? 1 : Math.min(model.matrices(weight), most);
        for (int expert = 0; expert < experts; expert++) {
            unused.remove(names.of(weight, layer, expert));
        }
    }

    /// Whether these are the scales of a matrix that is there too.
    private static boolean isScale(String name, Set<String> found) {
        return ScaledTensor.scaled(name).filter(found::contains).isPresent();
    }
}
