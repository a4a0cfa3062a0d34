package org.unmask.app.measure;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.unmask.app.catalog.CatalogModel;
import org.unmask.app.catalog.GgufVocabulary;
import org.unmask.core.op.DType;
import org.unmask.engine.Engine;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.token.BpeVocabulary;
import org.unmask.engine.token.Tokenizer;
import org.unmask.engine.weight.GgufFile;
import org.unmask.engine.weight.StoredWeights;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.engine.weight.TensorStore;
import org.unmask.engine.weight.WeightSource;

/// A model with weights on a backend, and its tokenizer if it has one.
public final class LoadedModel implements AutoCloseable {
    private static final long SEED = 1;

    private final Arena arena;
    private final Engine engine;
    private final Vocabulary vocabulary;
    private final String weights;

    private LoadedModel(Arena arena, Engine engine, Vocabulary vocabulary, String weights) {
        this.arena = arena;
        this.engine = engine;
        this.vocabulary = vocabulary;
        this.weights = weights;
    }

    /// Loads the weights of a model, and its tokenizer if it has one; a model without weights gets synthetic ones.
    ///
    /// @throws IOException naming file, tensor and byte offset, if a file cannot be read
    public static LoadedModel open(CatalogModel entry, DType dtype, Backend backend, int threads) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            Optional<Path> file = entry.weights();
            WeightSource source;
            String weights;
            Vocabulary vocabulary = new Vocabulary(Optional.empty(), "has no tokenizer.json beside its weights");
            if (file.isPresent()) {
                entry.checkRunnable();
                TensorStore store = TensorStore.open(file.get(), arena);
                source = new StoredWeights(store, entry.model().architecture(), entry.tensorNames(), dtype, arena);
                weights = file.get().toString();
                vocabulary = vocabulary(store, vocabulary);
            } else {
                source = new SyntheticWeights(
                        entry.model().architecture(),
                        entry.tensorNames().ofGguf(),
                        SEED,
                        dtype,
                        SyntheticWeights.OUTPUT_DEVIATION,
                        arena);
                weights = "synthetic, seed " + SEED;
            }
            Engine engine = new Engine(entry.model(), source, backend, threads);
            return new LoadedModel(arena, engine, vocabulary, weights);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /// A tokenizer, or why there is none.
    private record Vocabulary(Optional<Tokenizer> tokenizer, String lacking) {}

    /// The `tokenizer.json` beside the weights, or else what a GGUF file itself holds. A vocabulary of a kind that is not
    /// known hinders nobody who needs no text.
    private static Vocabulary vocabulary(TensorStore store, Vocabulary none) throws IOException {
        Path beside = store.path().resolveSibling("tokenizer.json");
        if (Files.exists(beside)) {
            return new Vocabulary(Optional.of(Tokenizer.open(beside)), "");
        }
        if (!(store instanceof GgufFile file)) {
            return none;
        }
        try {
            Optional<BpeVocabulary> held = GgufVocabulary.of(file);
            return held.isPresent()
                    ? new Vocabulary(
                            Optional.of(Tokenizer.of(file.path(), held.get().json())), "")
                    : none;
        } catch (IOException e) {
            return new Vocabulary(Optional.empty(), "has a vocabulary that cannot be used: " + e.getMessage());
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
        return vocabulary
                .tokenizer()
                .orElseThrow(() -> new IllegalArgumentException(
                        "model " + engine.model().id() + " " + vocabulary.lacking() + "; text needs one"));
    }

    /// Where the weights come from, for reports.
    public String weights() {
        return weights;
    }

    @Override
    public void close() {
        engine.close();
        vocabulary.tokenizer().ifPresent(Tokenizer::close);
        arena.close();
    }
}
