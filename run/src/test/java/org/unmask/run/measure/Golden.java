package org.unmask.run.measure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.unmask.catalog.family.Families;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Model;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Rope;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.Routing;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.weight.SyntheticWeights;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Golden data: written by a float64 reference that agrees with llama.cpp on every architecture here. Other files
/// of the same format can be named with `-Dunmask.golden.traces=FILE` and `-Dunmask.golden.logits=FILE`.
public final class Golden {
    public static final int MASK = 159;

    private Golden() {}

    /// The file a system property names, else the resource.
    public static JsonNode read(String property, String resource) throws IOException {
        String file = System.getProperty(property);
        try (InputStream in =
                file == null ? Golden.class.getResourceAsStream(resource) : Files.newInputStream(Path.of(file))) {
            return JsonMapper.shared().readTree(in);
        }
    }

    /// The small common shape; what differs by architecture is written in the golden data's own words. Every one runs as a
    /// diffusion model.
    public static Model model(String arch) {
        boolean fullHeads = arch.equals("llada") || arch.equals("llada-moe");
        boolean interleaved = arch.equals("llama") || arch.equals("llada");
        Architecture architecture = new Architecture(
                2,
                64,
                4,
                fullHeads ? 4 : 2,
                16,
                96,
                160,
                new Projections(
                        arch.equals("qwen2") || arch.equals("dream"),
                        arch.equals("qwen3") || arch.equals("llada-moe") || arch.equals("bailingmoe2"),
                        false),
                new Rope(10000, interleaved ? RopePairing.INTERLEAVED : RopePairing.HALF, Optional.empty(), 16),
                1e-5);
        return new Model(
                arch,
                arch,
                Families.named("llada").family(),
                withExperts(arch, architecture),
                OptionalInt.of(MASK),
                List.of(),
                arch.equals("dream"),
                "golden data");
    }

    private static Architecture withExperts(String arch, Architecture dense) {
        return switch (arch) {
            case "llada-moe" -> dense.with(new Experts(8, 2, 48, Routing.softmax(false)));
            case "bailingmoe2" -> {
                Routing routing = new Routing(Routing.Score.SIGMOID, true, 2.5, true, 4, 2);
                yield dense.rotating(8).with(new Experts(8, 2, 48, 48, 1, routing));
            }
            default -> dense;
        };
    }

    /// The weights of a small model, as the golden data has them.
    public static SyntheticWeights weights(Model model, long seed, double outputDeviation, Arena arena) {
        return weights(model, seed, DType.FLOAT32, outputDeviation, arena);
    }

    /// The same in another element type.
    public static SyntheticWeights weights(Model model, long seed, DType dtype, double outputDeviation, Arena arena) {
        TensorNames names = model.id().equals("bailingmoe2") ? TensorNames.GGUF_FUSED : TensorNames.GGUF;
        return new SyntheticWeights(model.architecture(), names, seed, dtype, outputDeviation, arena);
    }

    /// The same model, its rows predicting the position after their own.
    public static Model shifted(Model model) {
        return new Model(
                model.id(),
                model.name(),
                model.family(),
                model.architecture(),
                model.maskToken(),
                model.endTokens(),
                true,
                model.source());
    }

    public static Stream<Backend> backends() {
        return Backends.installed().stream().filter(backend -> backend.availability() instanceof Availability.Ready);
    }
}
