package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// How a `config.json` says the sizes of a model. What would change the arithmetic and is not supported is refused.
public interface ConfigKeys {
    /// The sizes; the elements of heads are in the order of safetensors files.
    ///
    /// @throws IOException in one line, naming file and key, if something is missing, wrong or not supported
    Architecture read(Fields config) throws IOException;

    /// Writes what [#read] reads. What these keys cannot say is left out: whoever reads it again finds another model.
    ///
    /// @throws IllegalArgumentException if a size has no key and no default
    void write(Architecture architecture, Map<String, Object> config);

    /// Whether a file has these keys and not those of another family with the same type.
    default boolean reads(Fields config) {
        return config.has("num_hidden_layers") || !config.has("n_layers");
    }

    /// What a file says and prices leave out; each a line for people.
    default List<String> notes(Fields config) throws IOException {
        return List.of();
    }

    /// Whether models have experts.
    boolean isMixture();

    /// The key of the positions a model was trained for.
    String positions();
}
