package org.unmask.app.measure;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.unmask.app.catalog.CatalogModel;
import org.unmask.core.op.DType;
import org.unmask.engine.Engine;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.token.Tokenizer;
import org.unmask.engine.weight.StoredWeights;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.engine.weight.TensorStore;
import org.unmask.engine.weight.WeightSource;

/// A model with weights on a backend, and its tokenizer if it has one.
public final class LoadedModel implements AutoCloseable {
    private static final long SEED = 1;

    private final Arena arena;
    private final Engine engine;
    private final Optional<Tokenizer> tokenizer;
    private final String weights;

    private LoadedModel(Arena arena, Engine engine, Optional<Tokenizer> tokenizer, String weights) {
        this.arena = arena;
        this.engine = engine;
        this.tokenizer = tokenizer;
        this.weights = weights;
    }

    /// Loads the weights of a model, and `tokenizer.json` beside them; a model without weights gets synthetic ones.
    ///
    /// @throws IOException naming file, tensor and byte offset, if a file cannot be read
    public static LoadedModel open(CatalogModel entry, DType dtype, Backend backend, int threads) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            Optional<Path> file = entry.weights();
            WeightSource source;
            String weights;
            if (file.isPresent()) {
                entry.checkRunnable();
                source = new StoredWeights(
                        TensorStore.open(file.get(), arena),
                        entry.model().architecture(),
                        entry.tensorNames(),
                        dtype,
                        arena);
                weights = file.get().toString();
            } else {
                source = new SyntheticWeights(
                        entry.model().architecture(), SEED, dtype, SyntheticWeights.OUTPUT_DEVIATION, arena);
                weights = "synthetic, seed " + SEED;
            }
            Optional<Path> vocabulary = entry.folder()
                    .map(folder -> folder.resolve("tokenizer.json"))
                    .filter(Files::exists);
            Optional<Tokenizer> tokenizer =
                    vocabulary.isPresent() ? Optional.of(Tokenizer.open(vocabulary.get())) : Optional.empty();
            Engine engine = new Engine(entry.model(), source, backend, threads);
            return new LoadedModel(arena, engine, tokenizer, weights);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /// Runs the model.
    public Engine engine() {
        return engine;
    }

    /// The model's own tokenizer.
    ///
    /// @throws IllegalArgumentException if the model has none
    public Tokenizer tokenizer() {
        return tokenizer.orElseThrow(() -> new IllegalArgumentException(
                "model " + engine.model().id() + " has no tokenizer.json beside its weights; text needs one"));
    }

    /// Where the weights come from, for reports.
    public String weights() {
        return weights;
    }

    @Override
    public void close() {
        engine.close();
        tokenizer.ifPresent(Tokenizer::close);
        arena.close();
    }
}
