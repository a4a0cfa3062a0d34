package org.unmask.run.session;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.text.Progress;
import org.unmask.engine.Engine;
import org.unmask.engine.Engines;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.token.Tokenizer;
import org.unmask.engine.weight.StoredWeights;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.engine.weight.TensorStore;
import org.unmask.engine.weight.WeightSource;

/// A model with weights on a backend, and its tokenizer if it has one.
public final class LoadedModel implements AutoCloseable {
    private static final long SEED = 1;
    /// What tells synthetic weights from others.
    public static final String SYNTHETIC = "synthetic seed=" + SEED;

    private final Arena arena;
    private final CatalogModel entry;
    private final Vocabulary vocabulary;
    private final ChatFiles chat;
    private final String weights;
    private final Engines engines;

    private LoadedModel(
            Arena arena, CatalogModel entry, Engines engines, Vocabulary vocabulary, ChatFiles chat, String weights) {
        this.arena = arena;
        this.entry = entry;
        this.engines = engines;
        this.vocabulary = vocabulary;
        this.chat = chat;
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
            Vocabulary vocabulary = Vocabulary.none(entry);
            ChatFiles chat = ChatFiles.NONE;
            if (entry.obstacle().isPresent() || file.isPresent()) {
                entry.checkRunnable();
            }
            if (file.isPresent()) {
                TensorStore store = TensorStore.open(file.get(), arena);
                source = new StoredWeights(store, entry.model().architecture(), entry.tensorNames(), dtype, arena);
                weights = file.get().toString();
                vocabulary = Vocabulary.of(entry, store);
                chat = ChatFiles.of(store);
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
                return new LoadedModel(arena, entry, Engines.alone(engine), vocabulary, chat, weights);
            }
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /// Runs the model.
    public Engine engine() {
        return engines.target();
    }

    /// Run the model and its drafter, if it has one.
    public Engines engines() {
        return engines;
    }

    /// This model with another that drafts for it. Both stay loaded as long as they were.
    ///
    /// @throws IllegalArgumentException if the other cannot draft for it: it has other tokens, or drafts no tokens one by one
    public LoadedModel draftedBy(LoadedModel drafter) {
        Engines both = new Engines(engine(), Optional.of(drafter.engine()));
        checkTokenizer(drafter);
        return new LoadedModel(arena, entry, both, vocabulary, chat, weights);
    }

    private void checkTokenizer(LoadedModel drafter) {
        if (vocabulary.tokenizer().isEmpty() || drafter.vocabulary.tokenizer().isEmpty()) {
            return;
        }
        Model target = engine().model();
        OptionalInt other = tokenizer()
                .firstDifference(drafter.tokenizer(), target.architecture().vocabulary());
        if (other.isPresent()) {
            throw new IllegalArgumentException(
                    "drafter " + drafter.engine().model().id() + " has the tokenizer of another"
                            + " model: token " + other.getAsInt() + " is not that of its target " + target.id()
                            + "; a drafter must have the vocabulary of its target");
        }
    }

    /// The model's own tokenizer.
    ///
    /// @throws IllegalArgumentException if the model has none
    public Tokenizer tokenizer() {
        return vocabulary
                .tokenizer()
                .orElseThrow(() ->
                        new IllegalArgumentException("model " + engine().model().id() + " " + vocabulary.lacking()));
    }

    /// Tokens of a prompt, after the one that begins every text if the model has such.
    ///
    /// @throws IllegalArgumentException if the model has no tokenizer, or was trained for fewer positions
    public int[] encode(String prompt) {
        int[] tokens = encodeAlone(prompt);
        int[] begin = begin();
        boolean begun = tokens.length >= begin.length && Arrays.equals(begin, 0, begin.length, tokens, 0, begin.length);
        return begun
                ? tokens
                : IntStream.concat(IntStream.of(begin), IntStream.of(tokens)).toArray();
    }

    /// Tokens of a text, and no others.
    ///
    /// @throws IllegalArgumentException if the model has no tokenizer, or was trained for fewer positions
    int[] encodeAlone(String text) {
        return tokenizer().encode(text, entry.positions().orElse(Integer.MAX_VALUE));
    }

    /// What the files say of conversations.
    ChatFiles chat() {
        return chat;
    }

    /// Tokens before every text: as the tokenizer's own file says, unless the file beside it says otherwise.
    private int[] begin() {
        Optional<Boolean> adds = entry.specials().addsBegin();
        if (adds.isEmpty()) {
            return tokenizer().begin();
        }
        if (!adds.get()) {
            return new int[0];
        }
        OptionalInt known = entry.specials().begin();
        if (known.isPresent()) {
            return new int[] {known.getAsInt()};
        }
        int[] named = tokenizer().encode(chat.tokens().getOrDefault("bos_token", ""));
        if (named.length == 1 || tokenizer().begin().length > 0) {
            return named.length == 1 ? named : tokenizer().begin();
        }
        throw new IllegalArgumentException("model " + entry.model().id()
                + " puts a token before every text (add_bos_token), but its files do not say which; add the token to"
                + " added_tokens_decoder of tokenizer_config.json, or set add_bos_token to false there");
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
        engine().close();
        vocabulary.tokenizer().ifPresent(Tokenizer::close);
        arena.close();
    }
}
