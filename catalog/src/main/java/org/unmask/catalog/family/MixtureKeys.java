package org.unmask.catalog.family;

import java.io.IOException;
import java.util.Map;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.input.Fields;

/// How a `config.json` says the experts of a model. What would route in another way than the engine does is refused.
interface MixtureKeys {
    /// @param layers  of the model
    /// @throws IllegalArgumentException if the numbers do not agree
    Experts read(Fields config, int layers) throws IOException;

    /// Writes what [#read] reads.
    ///
    /// @param architecture  with these experts
    void write(Experts experts, Architecture architecture, Map<String, Object> config);

    /// The key of the width of layers without experts.
    default String intermediate() {
        return "intermediate_size";
    }

    /// Experts of a layer, under the usual key or the one that the `transformers` library writes from version 5 on.
    static int count(Fields config) throws IOException {
        String usual = "num_experts";
        String newer = "num_local_experts";
        return config.count(config.has(usual) || !config.has(newer) ? usual : newer);
    }

    /// Experts per token, at most all.
    static int perToken(Fields config, int count) throws IOException {
        int perToken = config.count("num_experts_per_tok");
        if (perToken > count) {
            throw config.bad("num_experts_per_tok", "at most the " + count + " experts");
        }
        return perToken;
    }
}
