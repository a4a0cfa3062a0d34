package org.unmask.run.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.Weight;
import org.unmask.engine.weight.GgufFile;
import org.unmask.engine.weight.GgufMetadata;
import org.unmask.input.Fields;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

/// What a GGUF file says of a model, in the keys of a `config.json`.
///
/// llama.cpp has one key for what families say in keys of their own. What it says by a tensor that is there or is
/// not, as biases and an LM head of its own, is said by a flag here.
final class GgufKeys {
    private static final String LAYER = "blk.";

    private final GgufFile file;
    private final GgufMetadata metadata;
    private final String architecture;
    private final int layers;
    private final int further;
    private final Map<String, Object> config = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /// Nothing is said yet.
    ///
    /// @throws IOException if the file does not say how many layers it has, or more than any model
    GgufKeys(GgufFile file) throws IOException {
        this.file = file;
        this.metadata = file.metadata();
        this.architecture = metadata.text(GgufConfig.ARCHITECTURE);
        int blocks = metadata.count(key("block_count"));
        if (blocks > Architecture.MOST_LAYERS) {
            throw metadata.bad(key("block_count"), "at most " + Architecture.MOST_LAYERS + ", not " + blocks);
        }
        this.further = whole("nextn_predict_layers", 0);
        if (further >= blocks) {
            throw metadata.bad(key("nextn_predict_layers"), "fewer than the " + blocks + " layers, not " + further);
        }
        this.layers = blocks - further;
    }

    /// All that has been said so far.
    Fields config() throws IOException {
        return Fields.of(file.path().toString(), JsonMapper.shared().valueToTree(config));
    }

    /// What is left out, for people.
    List<String> notes() {
        return List.copyOf(notes);
    }

    /// Layers without those that predict further tokens, which stand behind the others.
    int layers() {
        return layers;
    }

    /// Layers, those that predict further tokens among them.
    int blocks() {
        return layers + further;
    }

    /// Type, sizes and rotation of a model with attention.
    GgufKeys decoder(String type) throws IOException {
        int hidden = metadata.count(key("embedding_length"));
        int heads = ofAll("attention.head_count");
        int headDim = metadata.count(key("attention.key_length"), Math.max(1, hidden / heads));
        stack(type);
        put("num_attention_heads", heads);
        int keyValueHeads = has("attention.head_count_kv") ? ofAllOrNone("attention.head_count_kv") : 0;
        put("num_key_value_heads", keyValueHeads > 0 ? keyValueHeads : heads);
        put("head_dim", headDim);
        if (has("feed_forward_length")) {
            put("intermediate_size", ofAll("feed_forward_length"));
        }
        put("partial_rotary_factor", (double) metadata.count(key("rope.dimension_count"), headDim) / headDim);
        return this;
    }

    /// Type and sizes of any model.
    GgufKeys stack(String type) throws IOException {
        put("model_type", type);
        put("num_hidden_layers", layers);
        put("hidden_size", metadata.count(key("embedding_length")));
        int vocabulary = rows(TensorNames.GGUF.of(Weight.EMBEDDING, 0));
        put("vocab_size", vocabulary);
        put("eos_token_id", GgufConfig.endTokens(metadata, vocabulary));
        put("tie_word_embeddings", !file.names().contains(TensorNames.GGUF.of(Weight.LM_HEAD, 0)));
        put("rope_theta", metadata.positive(key("rope.freq_base"), GgufConfig.DEFAULT_THETA));
        for (String epsilon : List.of("attention.layer_norm_rms_epsilon", "attention.layer_norm_epsilon")) {
            if (has(epsilon)) {
                put("rms_norm_eps", metadata.positive(key(epsilon)));
            }
        }
        if (has("context_length")) {
            put("max_position_embeddings", metadata.count(key("context_length")));
        }
        if (further > 0) {
            notes.add("layers that predict further tokens (" + key("nextn_predict_layers") + ") left out");
        }
        return this;
    }

    /// The window of layers that do not see all keys, and which these are. A file without one has none: it is
    /// not left out, as in a `config.json`.
    GgufKeys window() throws IOException {
        String pattern = "attention.sliding_window_pattern";
        int tokens = whole("attention.sliding_window", 0);
        if (tokens == 0) {
            none("sliding_window");
        } else {
            put("sliding_window", tokens);
        }
        if (tokens > 0 && has(pattern)) {
            if (metadata.isArray(key(pattern))) {
                put("layer_types", kinds(sliding(), "sliding_attention"));
            } else {
                put("sliding_window_pattern", metadata.count(key(pattern)));
            }
        }
        return this;
    }

    /// For each layer, whether it has a window.
    List<Boolean> sliding() throws IOException {
        String pattern = key("attention.sliding_window_pattern");
        List<Boolean> sliding = metadata.flags(pattern);
        if (sliding.size() < layers) {
            throw metadata.bad(pattern, "one truth for each of the " + layers + " layers");
        }
        return sliding.subList(0, layers);
    }

    /// Kinds of layers, in the words of `layer_types`.
    List<String> kinds(List<Boolean> others, String other) {
        return others.stream().map(is -> is ? other : "full_attention").toList();
    }

    /// For each layer, whether it has heads of keys and values.
    List<Boolean> attention() throws IOException {
        String heads = key("attention.head_count_kv");
        if (!metadata.isArray(heads)) {
            return IntStream.range(0, layers).mapToObj(_ -> true).toList();
        }
        List<Long> each = metadata.wholes(heads);
        if (each.size() < layers) {
            throw metadata.bad(heads, "one number for each of the " + layers + " layers");
        }
        return each.subList(0, layers).stream().map(count -> count > 0).toList();
    }

    /// A number of the file under another key.
    GgufKeys count(String part, String other) throws IOException {
        put(other, ofAll(part));
        return this;
    }

    /// A number of the file under another key, or the number that llama.cpp takes if the file has none.
    GgufKeys count(String part, String other, int otherwise) throws IOException {
        put(other, has(part) ? ofAllOrNone(part) : otherwise);
        return this;
    }

    /// A number from 0, if the file has it, whose key does not begin with the architecture.
    GgufKeys common(String whole, String other) throws IOException {
        if (metadata.has(whole)) {
            put(other, metadata.whole(whole, 0, Integer.MAX_VALUE));
        }
        return this;
    }

    /// A value under a key.
    GgufKeys put(String other, Object value) {
        config.put(other, value);
        return this;
    }

    /// A key that the file says nothing of, and that is not left out either.
    GgufKeys none(String other) {
        config.put(other, NullNode.getInstance());
        return this;
    }

    /// Whether queries have biases.
    GgufKeys bias(String other) {
        return put(other, hasTensor("attn_q.bias") || hasTensor("attn_qkv.bias"));
    }

    /// Experts, and how many a token has.
    GgufKeys experts(String count, String perToken) throws IOException {
        return count("expert_count", count).count("expert_used_count", perToken);
    }

    /// Whether the file says it.
    boolean has(String part) {
        return metadata.has(key(part));
    }

    /// Whether the LM head has a bias.
    boolean hasHeadBias() {
        return file.names().contains("output.bias");
    }

    /// Whether what steps of a state are made of is normed (Falcon Mamba).
    boolean normsSteps() throws IOException {
        return metadata.flag(key("ssm.dt_b_c_rms")).orElse(false);
    }

    /// Whether a layer has a tensor of that name.
    boolean hasTensor(String part) {
        return IntStream.range(0, Math.min(layers, file.names().size())).anyMatch(layer -> hasTensor(part, layer));
    }

    boolean hasTensor(String part, int layer) {
        return file.names().contains(LAYER + layer + "." + part);
    }

    /// A number from 0.
    int whole(String part, int otherwise) throws IOException {
        return has(part) ? (int) metadata.whole(key(part), 0, Integer.MAX_VALUE) : otherwise;
    }

    /// A number from 1 that holds for all layers that have it. Files say it once, or for each layer, with 0 for
    /// those without.
    int ofAll(String part) throws IOException {
        int number = ofAllOrNone(part);
        if (number == 0) {
            throw metadata.bad(key(part), "a whole number from 1 to " + Integer.MAX_VALUE);
        }
        return number;
    }

    private int ofAllOrNone(String part) throws IOException {
        if (!metadata.isArray(key(part))) {
            return (int) metadata.whole(key(part), 0, Integer.MAX_VALUE);
        }
        List<Long> each = metadata.wholes(key(part));
        List<Long> some = each.subList(0, Math.min(layers, each.size())).stream()
                .filter(number -> number != 0)
                .distinct()
                .toList();
        if (some.size() > 1 || (some.size() == 1 && (some.getFirst() < 0 || some.getFirst() > Integer.MAX_VALUE))) {
            throw metadata.bad(key(part), "one number for all layers that have it; others are not priced");
        }
        return some.isEmpty() ? 0 : some.getFirst().intValue();
    }

    /// A number of the first layer of a kind, or of all layers.
    int ofFirst(String part, IntPredicate wanted) throws IOException {
        if (!metadata.isArray(key(part))) {
            return ofAll(part);
        }
        List<Long> each = metadata.wholes(key(part));
        long number = IntStream.range(0, Math.min(layers, each.size()))
                .filter(wanted)
                .mapToObj(each::get)
                .findFirst()
                .orElse(each.isEmpty() ? 0 : each.getFirst());
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw metadata.bad(key(part), "numbers from 1 to " + Integer.MAX_VALUE);
        }
        return (int) number;
    }

    /// Rows of a tensor.
    ///
    /// @throws IOException if there is none, or it has more than any matrix
    int rows(String name) throws IOException {
        if (!file.names().contains(name)) {
            throw new IOException(file.path() + ": no tensor '" + name + "'");
        }
        long rows = file.shape(name).getFirst();
        if (rows > Integer.MAX_VALUE) {
            throw new IOException(file.path() + ": tensor '" + name + "' has " + rows + " rows; expected at most "
                    + Integer.MAX_VALUE);
        }
        return (int) rows;
    }

    /// An error about a number of the file.
    IOException bad(String part, String expected) {
        return metadata.bad(key(part), expected);
    }

    private String key(String part) {
        return architecture + "." + part;
    }
}
