package org.unmask.run.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.op.DType;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.spi.Matrix;
import org.unmask.result.Checkpoint;
import org.unmask.result.Machine;
import org.unmask.result.Setting;
import org.unmask.result.Stack;
import org.unmask.run.session.Fingerprint;
import org.unmask.run.session.FreeMemory;
import org.unmask.run.session.LoadedModel;

/// Where and with what settings run: a backend with some threads on this machine.
public record Place(Backend backend, int threads) {
    /// A backend by its name.
    ///
    /// @param backend  a name, or `auto`
    /// @param threads  0 for all processors
    /// @param weights  element type it multiplies with
    /// @throws IllegalArgumentException if there is no such backend, or it does not multiply with the type
    public static Place of(String backend, int threads, DType weights) {
        return new Place(
                Backends.named(backend, weights),
                threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
    }

    /// A setting with everything known.
    public Setting complete(Asked asked) throws IOException {
        CatalogModel entry = asked.entry();
        Setting setting = asked.setting();
        return new Setting(
                checkpoint(asked, setting.types().weight().orElseThrow()),
                setting.strategy(),
                setting.load(),
                setting.logits(),
                Optional.of(entry.model().shiftedLogits()),
                setting.types(),
                stack(),
                machine(),
                setting.stop(),
                setting.sampling(),
                setting.cached(),
                setting.prompts());
    }

    private static Checkpoint checkpoint(Asked asked, DType weights) throws IOException {
        CatalogModel entry = asked.entry();
        Optional<Path> file = entry.weights();
        String drafter = asked.drafter().isPresent()
                ? ", drafter " + fingerprint(asked.drafter().get())
                : "";
        return new Checkpoint(
                Optional.of(entry.model().id()),
                Optional.of(fingerprint(entry) + drafter),
                file.map(path -> place(path.toAbsolutePath().normalize()).toString()),
                Optional.of(scales(weights)));
    }

    private static String fingerprint(CatalogModel entry) throws IOException {
        Optional<Path> file = entry.weights();
        return file.isPresent() ? Fingerprint.ofWeights(file.get()) : LoadedModel.SYNTHETIC;
    }

    private static String scales(DType weights) {
        return switch (weights) {
            case INT8, W8A8 -> "one scale a row";
            case INT4, W4A8 -> "one scale for 32";
            case FLOAT32, BFLOAT16 -> "none";
            case FP16, FP8, FP4 -> throw Matrix.notComputed(weights);
        };
    }

    /// A folder has one set of safetensors files, but may have several GGUF files.
    private static Path place(Path weights) {
        return weights.toString().endsWith(".gguf")
                ? weights
                : weights.resolve("..").normalize();
    }

    private Stack stack() {
        return new Stack(
                Optional.of(Stack.UNMASK),
                Optional.of(Environment.VERSION),
                Optional.of(backend.name()),
                Optional.of(Environment.detail(backend)),
                Optional.of(threads),
                Optional.of(backend.fusions()));
    }

    private static Machine machine() {
        return new Machine(
                Optional.of(Environment.cpu()),
                Optional.of(Runtime.getRuntime().availableProcessors()),
                Optional.of(FreeMemory.machineBytes()));
    }
}
