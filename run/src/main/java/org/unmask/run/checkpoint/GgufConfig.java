package org.unmask.run.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.unmask.catalog.family.Families;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Family;
import org.unmask.core.model.GgufArchitecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Rope;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.RopeScaling;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.Weight;
import org.unmask.engine.weight.ElementType;
import org.unmask.engine.weight.GgufFile;
import org.unmask.engine.weight.GgufMetadata;
import org.unmask.engine.weight.Places;
import org.unmask.engine.weight.StoredTensor;

/// The model a GGUF file holds, from its metadata and the names of its tensors.
///
/// What would change the arithmetic and is not supported is refused: heads that rotate in part where llama.cpp would not
/// expect them, layers that predict further tokens, and every tensor that the architecture has no use for. The one exception
/// are scaled positions other than by `rope_freqs.weight`: see [#unknownScaling].
///
/// Several families have an architecture of one name: LLaMA, Mistral and Mixtral, or Ling 2.0 and LLaDA2. Those with and
/// without experts are told apart by these; then `attention.causal`, or without that key a mask token, tells the
/// paradigm. Files of Mistral, which say nothing that LLaMA's do not, are read as LLaMA's.
public final class GgufConfig {
    /// Divisors of the rotary frequencies.
    public static final String ROPE_DIVISORS = "rope_freqs.weight";

    public static final String ARCHITECTURE = "general.architecture";
    public static final String SHIFTED_LOGITS = "diffusion.shift_logits";
    private static final String CAUSAL = ".attention.causal";
    public static final String MASK_TOKEN = "tokenizer.ggml.mask_token_id";

    /// Keys of the tokens that end a sequence: one each.
    public static final List<String> END_TOKENS = List.of("tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id");

    /// Base of the rotary frequencies that llama.cpp takes where a file has none.
    static final double DEFAULT_THETA = 10_000;

    private final GgufFile file;
    private final GgufMetadata metadata;
    private final Family family;
    private final GgufArchitecture format;

    private GgufConfig(GgufFile file, Family family) {
        this.file = file;
        this.metadata = file.metadata();
        this.family = family;
        this.format = family.gguf().orElseThrow();
    }

    /// The model under a name of the caller's choice.
    ///
    /// @throws IOException in one line, naming file, byte and key, if something is missing, wrong or not supported
    public static Model model(GgufFile file, String id) throws IOException {
        return new GgufConfig(file, family(file)).model(id);
    }

    private static Family family(GgufFile file) throws IOException {
        GgufMetadata metadata = file.metadata();
        String name = metadata.text(ARCHITECTURE);
        List<Family> families = families(file, name);
        boolean experts = GgufExperts.isMixture(metadata, name);
        List<Family> alike =
                preferred(families, each -> each.gguf().orElseThrow().mixture().isPresent() == experts);
        boolean causal = metadata.flag(name + CAUSAL).orElse(!metadata.has(MASK_TOKEN));
        return preferred(alike, each -> isCausal(each) == causal).getFirst();
    }

    private static List<Family> families(GgufFile file, String name) throws IOException {
        if (GgufPriced.of(name).isPresent()) {
            throw new IOException(
                    file.path() + ": " + ARCHITECTURE + ": files of the architecture " + name + " are priced, not run");
        }
        try {
            return Families.ofGguf(
                    name,
                    GgufPriced.ALL.stream().map(GgufTranslation::architecture).toList());
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file.path() + ": " + ARCHITECTURE + ": " + printable(String.valueOf(e.getMessage())), e);
        }
    }

    /// Fit for one line.
    private static String printable(String text) {
        return text.replaceAll("\\p{C}", "?");
    }

    /// Those of a kind, or all if there is none of it.
    private static List<Family> preferred(List<Family> families, Predicate<Family> kind) {
        List<Family> some = families.stream().filter(kind).toList();
        return some.isEmpty() ? families : some;
    }

    private static boolean isCausal(Family family) {
        return family.paradigm() == Paradigm.AUTOREGRESSIVE;
    }

    /// Positions the model was trained for, if the file says how many.
    public static OptionalInt positions(GgufFile file) throws IOException {
        String key = file.metadata().text(ARCHITECTURE) + ".context_length";
        return file.metadata().has(key) ? OptionalInt.of(file.metadata().count(key)) : OptionalInt.empty();
    }

    /// The kind of scaling of the rotary frequencies, if there is one that the engine does not compute. It changes the
    /// rotation, not its cost.
    public static Optional<String> unknownScaling(GgufFile file) throws IOException {
        GgufMetadata metadata = file.metadata();
        String rope = metadata.text(ARCHITECTURE) + ".rope.";
        if (metadata.has(rope + "scaling.type")
                && !metadata.text(rope + "scaling.type").equals("none")) {
            return Optional.of(printable(metadata.text(rope + "scaling.type")));
        }
        return metadata.has(rope + "scale_linear") && metadata.positive(rope + "scale_linear") != 1
                ? Optional.of("linear")
                : Optional.empty();
    }

    private Model model(String id) throws IOException {
        checkCausal();
        Architecture architecture = architecture(format.pairing());
        Places.check(file.path(), file.names(), architecture, format.names());
        return new Model(
                id,
                title(metadata, id),
                family,
                architecture,
                maskToken(architecture.vocabulary()),
                endTokens(metadata, architecture.vocabulary()),
                metadata.flag(SHIFTED_LOGITS).orElse(family.shiftedLogits()),
                file.path().toString());
    }

    private void checkCausal() throws IOException {
        Optional<Boolean> causal = metadata.flag(format.name() + CAUSAL);
        if (causal.isPresent() && causal.get() != isCausal(family)) {
            throw metadata.bad(format.name() + CAUSAL, !causal.get() + ", as " + format.name() + " has it");
        }
    }

    private Architecture architecture(RopePairing pairing) throws IOException {
        int hidden = metadata.count(key("embedding_length"));
        int heads = metadata.count(key("attention.head_count"));
        int headDim = metadata.count(key("attention.key_length"), hidden / heads);
        checkEqual("attention.value_length", headDim);
        int rotated = rotated(headDim);
        int vocabulary = vocabulary(hidden);
        checkEqual("vocab_size", vocabulary);
        try {
            Architecture plain = new Architecture(
                    metadata.count(key("block_count")),
                    hidden,
                    heads,
                    metadata.count(key("attention.head_count_kv"), heads),
                    headDim,
                    metadata.count(key("feed_forward_length")),
                    vocabulary,
                    new Projections(has(Weight.QUERY_BIAS), has(Weight.QUERY_NORM), !has(Weight.LM_HEAD)),
                    new Rope(
                            metadata.positive(key("rope.freq_base"), DEFAULT_THETA),
                            pairing,
                            Optional.empty(),
                            headDim),
                    metadata.positive(key("attention.layer_norm_rms_epsilon")));
            Architecture partial = plain.rotating(rotated);
            Architecture scaled = divisors().map(partial::with).orElse(partial);
            return new GgufExperts(metadata, format)
                    .of(has(Weight.EXPERT_BIAS))
                    .map(scaled::with)
                    .orElse(scaled);
        } catch (IllegalArgumentException e) {
            throw new IOException(file.path() + ": " + e.getMessage(), e);
        }
    }

    private int rotated(int headDim) throws IOException {
        if (!(format.mixture().orElse(null) instanceof GgufArchitecture.Mixture.Stated)) {
            checkEqual("rope.dimension_count", headDim);
        }
        return metadata.count(key("rope.dimension_count"), headDim);
    }

    /// The number of rows of the embedding: files need not say it.
    private int vocabulary(int hidden) throws IOException {
        String embedding = TensorNames.GGUF.of(Weight.EMBEDDING, 0);
        if (!file.names().contains(embedding)) {
            throw new IOException(file.path() + ": no tensor '" + embedding + "'");
        }
        List<Long> shape = file.shape(embedding);
        if (shape.size() != 2 || shape.getFirst() > Integer.MAX_VALUE) {
            throw new IOException(file.path() + ": tensor '" + embedding + "' has shape " + shape
                    + "; expected [vocabulary, " + hidden + "]");
        }
        return Math.toIntExact(shape.getFirst());
    }

    private Optional<RopeScaling> divisors() throws IOException {
        if (!file.names().contains(ROPE_DIVISORS)) {
            return Optional.empty();
        }
        StoredTensor tensor = file.tensor(ROPE_DIVISORS);
        if (tensor.type() != ElementType.F32 || tensor.shape().size() != 1) {
            throw new IOException(file.path() + ": byte " + tensor.offset() + ": tensor '" + ROPE_DIVISORS + "' is "
                    + tensor.type() + " " + tensor.shape() + "; expected F32 of one dimension");
        }
        List<Double> divisors = new ArrayList<>();
        for (float divisor : tensor.float32()) {
            divisors.add((double) divisor);
        }
        return Optional.of(new RopeScaling.Divided(divisors));
    }

    private void checkEqual(String part, int expected) throws IOException {
        if (metadata.has(key(part)) && metadata.count(key(part)) != expected) {
            throw metadata.bad(key(part), expected + ", not " + metadata.count(key(part)));
        }
    }

    private OptionalInt maskToken(int vocabulary) throws IOException {
        return metadata.has(MASK_TOKEN)
                ? OptionalInt.of((int) metadata.whole(MASK_TOKEN, 0, vocabulary - 1L))
                : OptionalInt.empty();
    }

    /// What the file calls the model, or else its id.
    static String title(GgufMetadata metadata, String id) throws IOException {
        String title = metadata.has("general.name") ? metadata.text("general.name") : id;
        return title.lines().findFirst().orElse(id);
    }

    /// The tokens that end a text, each once.
    static List<Integer> endTokens(GgufMetadata metadata, int vocabulary) throws IOException {
        List<Integer> tokens = new ArrayList<>();
        for (String key : END_TOKENS) {
            if (metadata.has(key)) {
                tokens.add((int) metadata.whole(key, 0, vocabulary - 1L));
            }
        }
        return tokens.stream().distinct().toList();
    }

    /// Whether any layer has a tensor of this role.
    private boolean has(Weight weight) throws IOException {
        int layers = weight.perLayer() ? metadata.count(key("block_count")) : 1;
        return IntStream.range(0, Math.min(layers, file.names().size()))
                .anyMatch(layer -> file.names().contains(format.names().of(weight, layer)));
    }

    private String key(String part) {
        return format.name() + "." + part;
    }
}
