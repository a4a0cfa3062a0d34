package org.unmask.catalog.family;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.RopeScaling;
import org.unmask.input.Fields;

/// What a `config.json` says of rotary positions, in the older keys and the newer ones.
public final class RopeParameters {
    private static final double DEFAULT_THETA = 10_000;
    private static final List<String> KEYS = List.of("rope_scaling", "rope_parameters");
    private static final String NONE = "default";
    private static final String LLAMA3 = "llama3";

    private RopeParameters() {}

    static double theta(Fields config) throws IOException {
        if (!config.has("rope_theta") && config.has("rope_parameters")) {
            return config.object("rope_parameters").positive("rope_theta", DEFAULT_THETA);
        }
        return config.positive("rope_theta", DEFAULT_THETA);
    }

    /// The part of each head that rotates, unless the file says it the given one.
    static double rotatedPart(Fields config, double otherwise) throws IOException {
        String key = "partial_rotary_factor";
        return config.has("rope_parameters") && config.object("rope_parameters").has(key)
                ? config.object("rope_parameters").positive(key)
                : config.positive(key, otherwise);
    }

    /// The scaling, if there is one of a kind that is known.
    static Optional<RopeScaling> scaling(Fields config) throws IOException {
        for (String key : KEYS) {
            if (config.has(key) && kind(config.object(key)).equals(LLAMA3)) {
                return Optional.of(llama3(config.object(key)));
            }
        }
        return Optional.empty();
    }

    /// The kind of scaling, if there is one that is not known.
    public static Optional<String> unknownScaling(Fields config) throws IOException {
        for (String key : KEYS) {
            String kind = config.has(key) ? kind(config.object(key)) : NONE;
            if (!kind.equals(NONE) && !kind.equals(LLAMA3)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /// Writes base and scaling in the older keys.
    ///
    /// @throws IllegalArgumentException if a `config.json` cannot say the scaling
    static void write(Architecture architecture, Map<String, Object> config) {
        config.put("rope_theta", architecture.rope().theta());
        if (architecture.rope().scaling().isPresent()) {
            config.put("rope_scaling", written(architecture.rope().scaling().get()));
        }
    }

    private static Map<String, Object> written(RopeScaling scaling) {
        return switch (scaling) {
            case RopeScaling.Llama3 l -> {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("rope_type", LLAMA3);
                object.put("factor", l.factor());
                object.put("low_freq_factor", l.low());
                object.put("high_freq_factor", l.high());
                object.put("original_max_position_embeddings", l.positions());
                yield object;
            }
            case RopeScaling.Divided _ ->
                throw new IllegalArgumentException("rotary frequencies that are divided by numbers of their own have"
                        + " no key in a config.json; choose another format");
        };
    }

    private static String kind(Fields scaling) throws IOException {
        return scaling.has("rope_type")
                ? scaling.text("rope_type")
                : scaling.optionalText("type").orElse(NONE);
    }

    private static RopeScaling llama3(Fields scaling) throws IOException {
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
