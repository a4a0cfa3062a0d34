package org.unmask.catalog;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.unmask.catalog.json.JsonObject;
import org.unmask.core.model.RopeScaling;

/// What a `config.json` says of rotary positions, in the older keys and the newer ones.
final class RopeParameters {
    private static final double DEFAULT_THETA = 10_000;
    private static final List<String> KEYS = List.of("rope_scaling", "rope_parameters");
    private static final String NONE = "default";
    private static final String LLAMA3 = "llama3";

    private RopeParameters() {}

    static double theta(JsonObject config) throws IOException {
        if (!config.has("rope_theta") && config.has("rope_parameters")) {
            return config.object("rope_parameters").positive("rope_theta", DEFAULT_THETA);
        }
        return config.positive("rope_theta", DEFAULT_THETA);
    }

    /// The scaling, if there is one of a kind that is known.
    static Optional<RopeScaling> scaling(JsonObject config) throws IOException {
        for (String key : KEYS) {
            if (config.has(key) && kind(config.object(key)).equals(LLAMA3)) {
                return Optional.of(llama3(config.object(key)));
            }
        }
        return Optional.empty();
    }

    /// The kind of scaling, if there is one that is not known.
    static Optional<String> unknownScaling(JsonObject config) throws IOException {
        for (String key : KEYS) {
            String kind = config.has(key) ? kind(config.object(key)) : NONE;
            if (!kind.equals(NONE) && !kind.equals(LLAMA3)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private static String kind(JsonObject scaling) throws IOException {
        return scaling.has("rope_type")
                ? scaling.text("rope_type")
                : scaling.optionalText("type").orElse(NONE);
    }

    private static RopeScaling llama3(JsonObject scaling) throws IOException {
        try {
            return new RopeScaling.Llama3(
                    scaling.positive("factor"),
                    scaling.positive("low_freq_factor"),
                    scaling.positive("high_freq_factor"),
                    scaling.count("original_max_position_embeddings"));
        } catch (IllegalArgumentException e) {
            throw new IOException(scaling.file() + ": " + scaling.prefix() + " " + e.getMessage(), e);
        }
    }
}
