package org.unmask.run.session;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.text.Progress;
import org.unmask.engine.Engine;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.token.BpeVocabulary;
import org.unmask.engine.token.Tokenizer;
import org.unmask.engine.weight.GgufFile;
import org.unmask.engine.weight.StoredWeights;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.engine.weight.TensorStore;
import org.unmask.engine.weight.WeightSource;
import org.unmask.run.checkpoint.GgufVocabulary;

/// A model with weights on a backend, and its tokenizer if it has one.
public final class LoadedModel implements AutoCloseable {
    private static final long SEED = 1;
    /// What tells synthetic weights from others.
    public static final String SYNTHETIC = "synthetic seed=" + SEED;

    private static final String TOKENIZER = "tokenizer.json";

    private final Arena arena;
    private final CatalogModel entry;
    private final Engine engine;
    private final Vocabulary vocabulary;
    private final String weights;

    private LoadedModel(Arena arena, CatalogModel entry, Engine engine, Vocabulary vocabulary, String weights) {
        this.arena = arena;
        this.entry = entry;
        this.engine = engine;
        this.vocabulary = vocabulary;
        this.weights = weights;
    }

    /// Loads a model that keeps keys and values in float32.
    public static LoadedModel open(CatalogModel entry, DType dtype, Backend backend, int threads) throws IOException {
        return open(entry, Engine.types(dtype), backend, threads);
    }

    /// Loads the weights of a model, and its tokenizer if it has one; a model without weights gets synthetic ones.
    ///
    /// @param types  of weights, keys and values; activations are float32
    /// @throws IOException naming file, tensor and byte offset, if a file cannot be read
    public static LoadedModel open(CatalogModel entry, DTypes types, Backend backend, int threads) throws IOException {
        return open(entry, types, backend, threads, Progress.SILENT);
    }

    /// Loads a model and shows how far that is.
    ///
    /// @throws IOException naming file, tensor and byte offset, if a file cannot be read
    public static LoadedModel open(
            CatalogModel entry, DTypes types, Backend backend, int threads, Progress.Factory shown) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            Optional<Path> file = entry.weights();
            WeightSource source;
            String weights;
            DType dtype = types.weight();
            Vocabulary vocabulary = new Vocabulary(Optional.empty(), lacking(entry));
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
            try (Progress progress =
                    shown.start("load", ObservedWeights.steps(entry.model().architecture()))) {
                Engine engine = new Engine(
                        entry.model(), new ObservedWeights(source, progress), backend, threads, types.keyValue());
                return new LoadedModel(arena, entry, engine, vocabulary, weights);
            }
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static String lacking(CatalogModel entry) {
        return entry.weights()
                .map(file -> "has no tokenizer: put the model's tokenizer.json beside its weights, as "
                        + file.resolveSibling(TOKENIZER))
                .orElse("has no weights and so no tokenizer: put a checkpoint with its tokenizer.json into models/"
                        + entry.model().id() + ", or give a folder");
    }

    /// A tokenizer, or why there is none.
    private record Vocabulary(Optional<Tokenizer> tokenizer, String lacking) {}

    /// The `tokenizer.json` beside the weights, or else what a GGUF file itself holds. A vocabulary of a kind that is not
    /// known hinders nobody who needs no text.
    private static Vocabulary vocabulary(TensorStore store, Vocabulary none) throws IOException {
        Path beside = store.path().resolveSibling(TOKENIZER);
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
                .orElseThrow(() ->
                        new IllegalArgumentException("model " + engine.model().id() + " " + vocabulary.lacking()));
    }

    /// Tokens of a prompt, after the one that begins every text if the model has such.
    ///
    /// @throws IllegalArgumentException if the model has no tokenizer, or was trained for fewer positions
    public int[] encode(String prompt) {
        int[] tokens = tokenizer().encode(prompt, entry.positions().orElse(Integer.MAX_VALUE));
        OptionalInt begin = entry.specials().addsBegin() ? entry.specials().begin() : OptionalInt.empty();
        if (begin.isEmpty() || (tokens.length > 0 && tokens[0] == begin.getAsInt())) {
            return tokens;
        }
        return IntStream.concat(IntStream.of(begin.getAsInt()), IntStream.of(tokens))
                .toArray();
    }

    /// Checks that the model was trained for as many positions as a prompt and its answer take.
    ///
    /// @throws IllegalArgumentException if it was not
    public void checkLength(int promptTokens, int generatedTokens) {
        entry.checkLength(promptTokens, generatedTokens);
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
