package org.unmask.run.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.catalog.family.Families;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Family;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Rope;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.Routing;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.run.session.LoadedModel;

/// Mixtures of experts of every family, written and read: the same model, the same logits.
class MixtureFilesTest {
    private static final Routing SIGMOID = new Routing(Routing.Score.SIGMOID, true, 2.5, true, 4, 2);

    private static final int[] TOKENS = {1, 5, 250, 7, 7, 31};

    @TempDir
    private Path folder;

    private static Architecture dense(boolean norm) {
        return new Architecture(
                3, 64, 4, 2, 16, 96, 300, new Projections(false, norm, false), Rope.whole(10_000, 16), 1e-5);
    }

    private static final Map<String, Architecture> FAMILIES = Map.of(
            "mixtral", dense(false).with(new Experts(4, 2, 96, Routing.softmax(true))),
            "qwen3-moe", dense(true).with(new Experts(8, 3, 32, Routing.softmax(true))),
            "llada-moe", dense(true).with(new Experts(8, 3, 32, Routing.softmax(false))),
            "ling2", dense(true).rotating(8).with(new Experts(8, 2, 32, 64, 1, SIGMOID)),
            "llada2", dense(true).rotating(8).with(new Experts(8, 2, 32, 64, 2, SIGMOID)),
            "llada2-plain",
                    dense(true)
                            .rotating(4)
                            .with(new Experts(
                                    8, 2, 32, 0, 0, new Routing(Routing.Score.SIGMOID, false, 1, false, 1, 1))));

    private static Model model(String family) {
        Family known = Families.named(family.replace("-plain", "")).family();
        OptionalInt mask = known.paradigm() == Paradigm.AUTOREGRESSIVE ? OptionalInt.empty() : OptionalInt.of(299);
        return new Model(
                family, family, known, requireNonNull(FAMILIES.get(family)), mask, List.of(298), false, "test");
    }

    private Synthesis synthesis(Model model, CheckpointFormat format, long shardBytes) {
        return new Synthesis(model, OptionalInt.empty(), OptionalInt.of(777), 3, DType.FLOAT32, format, shardBytes);
    }

    static Stream<Arguments> cases() {
        return FAMILIES.keySet().stream()
                .flatMap(family -> Stream.of(CheckpointFormat.values()).map(format -> Arguments.of(family, format)));
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("cases")
    void whatIsWrittenIsRead(String family, CheckpointFormat format) throws IOException {
        Model model = model(family);
        Path written = synthesis(model, format, 200_000).write(folder, _ -> {});
        CatalogModel entry = new Catalog(folder, folder, List.of(new GgufModels())).model(written.toString());

        assertThat(entry.model().architecture().with(RopePairing.HALF)).isEqualTo(model.architecture());
        assertThat(entry.model().family()).isEqualTo(model.family());
        assertThat(entry.model().maskToken()).isEqualTo(model.maskToken());
        assertThat(entry.positions()).hasValue(777);
        assertThat(logits(entry)).isDeepEqualTo(drawn(model));
    }

    private static float[][] logits(CatalogModel entry) throws IOException {
        try (LoadedModel loaded = LoadedModel.open(entry, DType.FLOAT32, Backends.named("scalar"), 1)) {
            return loaded.engine().logits(TOKENS, Mask.FULL);
        }
    }

    /// Straight from the generator.
    private static float[][] drawn(Model model) {
        TensorNames names =
                model.architecture().experts().orElseThrow().routing().score() == Routing.Score.SIGMOID
                        ? TensorNames.GGUF_FUSED
                        : TensorNames.GGUF;
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(
                        model,
                        new SyntheticWeights(model.architecture(), names, 3, DType.FLOAT32, 0.4, arena),
                        Backends.named("scalar"),
                        1)) {
            return engine.logits(TOKENS, Mask.FULL);
        }
    }

    @Test
    void whatAnArchitectureOfGgufCannotSayIsRefused() {
        Architecture narrow = new Architecture(
                        2, 48, 4, 2, 16, 96, 300, new Projections(false, true, false), Rope.whole(10_000, 16), 1e-5)
                .with(new Experts(8, 2, 32, Routing.softmax(false)));
        Model model = model("llada-moe").with(narrow);

        assertThatThrownBy(() -> synthesis(model, CheckpointFormat.GGUF, 1).write(folder, _ -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("GGUF architecture llada-moe cannot hold model llada-moe; choose another format");
    }

    @Test
    void layersWithoutExpertsAreNoMixture() {
        Model model = model("llada2");

        assertThatThrownBy(() -> synthesis(model.with(model.architecture().with(2)), CheckpointFormat.GGUF, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model llada2 has no experts in its first 2 layers; ask for more");
    }
}
