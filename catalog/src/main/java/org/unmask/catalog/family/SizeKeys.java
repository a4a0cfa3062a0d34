package org.unmask.catalog.family;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Rope;
import org.unmask.core.model.Window;
import org.unmask.input.Fields;

/// How a `config.json` of a family that is priced, not run, says the sizes that all decoders have.
///
/// @param tied  whether the LM head is the embedding table unless the file says otherwise
/// @param rotated  part of each head that rotates unless the file says it
/// @param window  how a file says sliding windows
/// @param initial  values of keys that files leave out, as the library's configuration has them
record SizeKeys(boolean tied, double rotated, WindowKeys window, Map<String, Integer> initial) {
    private static final double DEFAULT_EPSILON = 1e-6;

    /// Sizes in the keys of `LlamaConfig`.
    static final SizeKeys USUAL = new SizeKeys(false, 1, WindowKeys.NAMED, Map.of());

    SizeKeys {
        initial = Map.copyOf(initial);
    }

    SizeKeys tied(boolean other) {
        return new SizeKeys(other, rotated, window, initial);
    }

    SizeKeys rotating(double part) {
        return new SizeKeys(tied, part, window, initial);
    }

    SizeKeys with(WindowKeys windows) {
        return new SizeKeys(tied, rotated, windows, initial);
    }

    SizeKeys with(Map<String, Integer> values) {
        return new SizeKeys(tied, rotated, window, values);
    }

    private int count(Fields config, String key) throws IOException {
        return initial.containsKey(key) ? config.count(key, initial.get(key)) : config.count(key);
    }

    /// A dense model whose arithmetic the engine does not compute.
    ///
    /// @param intermediate  width of the MLP
    Architecture read(Fields config, int intermediate) throws IOException {
        int hidden = count(config, "hidden_size");
        int heads = count(config, "num_attention_heads");
        int headDim = (config.has("head_dim") || !initial.containsKey("head_dim"))
                ? Heads.headDim(config, "num_attention_heads", hidden, heads)
                : initial.get("head_dim");
        int keyValueHeads = (config.has("num_key_value_heads") || !initial.containsKey("num_key_value_heads"))
                ? Heads.keyValueHeads(config, "num_key_value_heads", heads)
                : initial.get("num_key_value_heads");
        return read(config, intermediate, heads, keyValueHeads, headDim);
    }

    /// A dense model with such heads.
    Architecture read(Fields config, int intermediate, int heads, int keyValueHeads, int headDim) throws IOException {
        int layers = count(config, "num_hidden_layers");
        int turned = 2 * (int) Math.max(1, headDim * RopeParameters.rotatedPart(config, rotated) / 2);
        Architecture plain = new Architecture(
                layers,
                count(config, "hidden_size"),
                heads,
                keyValueHeads,
                headDim,
                intermediate,
                count(config, "vocab_size"),
                new Projections(false, false, config.flag("tie_word_embeddings", tied)),
                Rope.whole(RopeParameters.theta(config), headDim),
                config.positive("rms_norm_eps", DEFAULT_EPSILON));
        Optional<Window> windows = window.read(config, layers);
        Architecture own =
                plain.rotating(Math.min(turned, headDim)).with(Layout.PLAIN.with(Layout.Extra.OTHER_FUNCTIONS, true));
        return windows.map(own::with).orElse(own);
    }

    /// Width of the MLP.
    int intermediate(Fields config) throws IOException {
        return count(config, "intermediate_size");
    }
}
