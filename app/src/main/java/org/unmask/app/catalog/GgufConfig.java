package org.unmask.app.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.RopeScaling;
import org.unmask.core.op.Weight;
import org.unmask.core.text.Names;
import org.unmask.engine.weight.ElementType;
import org.unmask.engine.weight.GgufFile;
import org.unmask.engine.weight.GgufMetadata;
import org.unmask.engine.weight.StoredTensor;
import org.unmask.engine.weight.TensorNames;

/// The model a GGUF file holds, from its metadata and the names of its tensors.
///
/// What would change the arithmetic and is not supported is refused: experts, scaled positions other than by
/// `rope_freqs.weight`, heads that rotate in part, and every tensor that the architecture has no use for.
public final class GgufConfig {
    /// Divisors of the rotary frequencies.
    public static final String ROPE_DIVISORS = "rope_freqs.weight";

    public static final String ARCHITECTURE = "general.architecture";
    public static final String SHIFTED_LOGITS = "diffusion.shift_logits";
    public static final String MASK_TOKEN = "tokenizer.ggml.mask_token_id";

    /// Keys of the tokens that end a sequence: one each.
    public static final List<String> END_TOKENS = List.of("tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id");
    private static final double DEFAULT_THETA = 10_000;
    private static final Map<String, Dialect> DIALECTS = Map.of(
            "llama", new Dialect(Paradigm.AUTOREGRESSIVE, RopePairing.INTERLEAVED, false),
            "qwen2", new Dialect(Paradigm.AUTOREGRESSIVE, RopePairing.HALF, false),
            "qwen3", new Dialect(Paradigm.AUTOREGRESSIVE, RopePairing.HALF, false),
            "dream", new Dialect(Paradigm.DIFFUSION, RopePairing.HALF, true),
            "llada", new Dialect(Paradigm.DIFFUSION, RopePairing.INTERLEAVED, false));
    private static final Set<String> EXPERTS = Set.of("llada-moe", "bailingmoe2", "bailingmoe", "qwen2moe", "qwen3moe");

    private final GgufFile file;
    private final GgufMetadata metadata;
    private final String name;

    private GgufConfig(GgufFile file, String name) {
        this.file = file;
        this.metadata = file.metadata();
        this.name = name;
    }

    /// What the name of an architecture says beside its sizes.
    ///
    /// @param shiftedLogits  unless the file says otherwise
    private record Dialect(Paradigm paradigm, RopePairing pairing, boolean shiftedLogits) {}

    /// The model under a name of the caller's choice.
    ///
    /// @throws IOException in one line, naming file, byte and key, if something is missing, wrong or not supported
    public static Model model(GgufFile file, String id) throws IOException {
        String name = file.metadata().text(ARCHITECTURE);
        if (EXPERTS.contains(name) || file.metadata().has(name + ".expert_count")) {
            throw file.metadata()
                    .bad(ARCHITECTURE, "a dense model; '" + name + "' is a mixture of experts, which is not supported");
        }
        Dialect dialect = DIALECTS.get(name);
        if (dialect == null) {
            throw new IOException(file.path() + ": " + ARCHITECTURE + ": "
                    + Names.unknown(
                                    "architecture",
                                    name,
                                    DIALECTS.keySet().stream().sorted().toList())
                            .getMessage());
        }
        return new GgufConfig(file, name).model(id, dialect);
    }

    private Model model(String id, Dialect dialect) throws IOException {
        Architecture architecture = architecture(dialect.pairing());
        checkTensors(architecture);
        boolean causal = metadata.flag(key("attention.causal")).orElse(dialect.paradigm() == Paradigm.AUTOREGRESSIVE);
        if (causal != (dialect.paradigm() == Paradigm.AUTOREGRESSIVE)) {
            throw metadata.bad(key("attention.causal"), !causal + ", as " + name + " has it");
        }
        String title = metadata.has("general.name") ? metadata.text("general.name") : id;
        return new Model(
                id,
                title.lines().findFirst().orElse(id),
                dialect.paradigm(),
                architecture,
                maskToken(architecture.vocabulary()),
                endTokens(architecture.vocabulary()),
                metadata.flag(SHIFTED_LOGITS).orElse(dialect.shiftedLogits()),
                file.path().toString());
    }

    private Architecture architecture(RopePairing pairing) throws IOException {
        int hidden = metadata.count(key("embedding_length"));
        int heads = metadata.count(key("attention.head_count"));
        int headDim = metadata.count(key("attention.key_length"), hidden / heads);
        checkEqual("attention.value_length", headDim);
        checkEqual("rope.dimension_count", headDim);
        checkScaling();
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
                    has(Weight.QUERY_BIAS),
                    has(Weight.QUERY_NORM),
                    !has(Weight.LM_HEAD),
                    metadata.positive(key("rope.freq_base"), DEFAULT_THETA),
                    pairing,
                    metadata.positive(key("attention.layer_norm_rms_epsilon")));
            return divisors().map(plain::with).orElse(plain);
        } catch (IllegalArgumentException e) {
            throw new IOException(file.path() + ": " + e.getMessage(), e);
        }
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

    private void checkScaling() throws IOException {
        String type = key("rope.scaling.type");
        if (metadata.has(type) && !metadata.text(type).equals("none")) {
            throw metadata.bad(type, "'none'; nothing else is supported");
        }
        if (metadata.has(key("rope.scale_linear"))) {
            throw metadata.bad(key("rope.scale_linear"), "none; this is not supported");
        }
    }

    /// A tensor without a use would be arithmetic left out.
    private void checkTensors(Architecture architecture) throws IOException {
        Set<String> unused = new HashSet<>(file.names());
        unused.remove(ROPE_DIVISORS);
        for (Weight weight : Weight.values()) {
            int layers = !architecture.has(weight) ? 0 : weight.perLayer() ? architecture.layers() : 1;
            for (int layer = 0; layer < Math.min(layers, file.names().size()); layer++) {
                unused.remove(TensorNames.GGUF.of(weight, layer));
            }
        }
        if (!unused.isEmpty()) {
            throw new IOException(file.path() + ": tensor '"
                    + unused.stream().sorted().findFirst().orElseThrow().replaceAll("\\p{C}", "?")
                    + "' has no place in a model of architecture " + name + " with " + architecture.layers()
                    + " layers");
        }
    }

    private OptionalInt maskToken(int vocabulary) throws IOException {
        return metadata.has(MASK_TOKEN)
                ? OptionalInt.of((int) metadata.whole(MASK_TOKEN, 0, vocabulary - 1L))
                : OptionalInt.empty();
    }

    private List<Integer> endTokens(int vocabulary) throws IOException {
        List<Integer> tokens = new ArrayList<>();
        for (String key : END_TOKENS) {
            if (metadata.has(key)) {
                tokens.add((int) metadata.whole(key, 0, vocabulary - 1L));
            }
        }
        return tokens.stream().distinct().toList();
    }

    private boolean has(Weight weight) {
        return file.names().contains(TensorNames.GGUF.of(weight, 0));
    }

    private String key(String part) {
        return name + "." + part;
    }
}
