package org.unmask.app.measure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.RopePairing;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Backend;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Golden data: written by a float64 reference that agrees with llama.cpp on every architecture here. Other files
/// of the same format can be named with `-Dunmask.golden.traces=FILE` and `-Dunmask.golden.logits=FILE`.
final class Golden {
    static final int MASK = 159;

    private Golden() {}

    /// The file a system property names, else the resource.
    static JsonNode read(String property, String resource) throws IOException {
        String file = System.getProperty(property);
        try (InputStream in =
                file == null ? Golden.class.getResourceAsStream(resource) : Files.newInputStream(Path.of(file))) {
            return JsonMapper.shared().readTree(in);
        }
    }

    /// The small common shape; what differs by architecture is written in the golden data's own words.
    static Model model(String arch) {
        boolean fullHeads = arch.equals("llada");
        boolean interleaved = arch.equals("llama") || arch.equals("llada");
        Architecture architecture = new Architecture(
                2,
                64,
                4,
                fullHeads ? 4 : 2,
                16,
                96,
                160,
                arch.equals("qwen2") || arch.equals("dream"),
                arch.equals("qwen3"),
                false,
                10000,
                interleaved ? RopePairing.INTERLEAVED : RopePairing.HALF,
                1e-5);
        return new Model(
                arch,
                arch,
                Paradigm.DIFFUSION,
                architecture,
                OptionalInt.of(MASK),
                List.of(),
                arch.equals("dream"),
                "golden data");
    }

    static Stream<Backend> backends() {
        return Backends.installed().stream().filter(backend -> backend.availability() instanceof Availability.Ready);
    }
}
