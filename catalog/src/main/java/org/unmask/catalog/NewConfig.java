package org.unmask.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.unmask.catalog.json.JsonFile;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.RopeScaling;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the `config.json` of a model in the dialect of its family.
public final class NewConfig {
    private static final String LLADA = "llada";

    private final Model model;
    private final Architecture architecture;
    private final ObjectNode json = JsonMapper.shared().createObjectNode();

    private NewConfig(Model model) {
        this.model = model;
        this.architecture = model.architecture();
    }

    /// Writes the file and reads it again.
    ///
    /// @param dtype  of the matrices
    /// @param blockLength  a block-diffusion model was trained with, where that is known
    /// @param positions  the model was trained for, where that is known
    /// @return what the file says
    /// @throws IllegalArgumentException if no dialect says all of the model
    public static HuggingFaceConfig write(
            Path file, Model model, DType dtype, OptionalInt blockLength, OptionalInt positions) throws IOException {
        NewConfig config = new NewConfig(model);
        String type = config.type();
        config.json.put("model_type", type);
        Dialect.Keys keys = type.equals(LLADA) ? Dialect.Keys.LLADA : Dialect.Keys.HUGGING_FACE;
        switch (keys) {
            case LLADA -> config.llada();
            case HUGGING_FACE -> config.huggingFace();
        }
        blockLength.ifPresent(length -> config.json.put("bd_size", length));
        positions.ifPresent(count -> config.json.put(HuggingFaceConfig.positionsKey(keys), count));
        config.common(dtype);
        HuggingFaceConfig read = HuggingFaceConfig.of(JsonFile.parse(
                String.valueOf(file.getFileName()), config.json.toString().getBytes(StandardCharsets.UTF_8)));
        if (!read.model(model.id(), model.name(), read.paradigm(), model.source())
                .equals(model.with(model.architecture().with(RopePairing.HALF)))) {
            throw new IllegalArgumentException("model " + model.id() + " cannot be said in a config.json of type "
                    + type + "; it would be read as another model");
        }
        Files.writeString(file, config.json.toPrettyString() + "\n");
        return read;
    }

    /// What files of the model's family call its tensors.
    public static TensorNames tensorNames(Model model) {
        return switch (new NewConfig(model).type()) {
            case LLADA -> TensorNames.LLADA;
            case NewExperts.MIXTRAL -> TensorNames.MIXTRAL;
            case NewExperts.LLADA2, NewExperts.BAILING -> TensorNames.LLADA2;
            default -> TensorNames.HUGGING_FACE;
        };
    }

    /// The `model_type` of the family a model belongs to.
    private String type() {
        if (architecture.experts().isPresent()) {
            return NewExperts.type(model.paradigm(), architecture);
        }
        return switch (model.paradigm()) {
            case AUTOREGRESSIVE ->
                architecture.queryKeyValueBias() ? "qwen2" : architecture.queryKeyNorm() ? "qwen3" : "llama";
            case DIFFUSION -> model.shiftedLogits() ? "Dream" : LLADA;
            case BLOCK_DIFFUSION -> model.shiftedLogits() ? "Fast_dLLM_Qwen" : "sdar";
        };
    }

    private void huggingFace() {
        json.put("hidden_act", "silu")
                .put("num_hidden_layers", architecture.layers())
                .put("hidden_size", architecture.hidden())
                .put("num_attention_heads", architecture.heads())
                .put("num_key_value_heads", architecture.keyValueHeads())
                .put("head_dim", architecture.headDim())
                .put("intermediate_size", architecture.intermediate())
                .put("vocab_size", architecture.vocabulary())
                .put("tie_word_embeddings", architecture.tiedEmbeddings());
        architecture.experts().ifPresent(experts -> new NewExperts(json, architecture).add(experts, type()));
        architecture.ropeScaling().ifPresent(this::scaling);
    }

    private void llada() {
        json.put("block_type", "llama")
                .put("layer_norm_type", "rms")
                .put("activation_type", "silu")
                .put("n_layers", architecture.layers())
                .put("d_model", architecture.hidden())
                .put("n_heads", architecture.heads())
                .put("n_kv_heads", architecture.keyValueHeads())
                .put("head_dim", architecture.headDim())
                .put("mlp_hidden_size", architecture.intermediate())
                .put("vocab_size", architecture.vocabulary())
                .put("embedding_size", architecture.vocabulary())
                .put("rope", true)
                .put("rope_full_precision", true)
                .put("weight_tying", architecture.tiedEmbeddings())
                .put("include_bias", false)
                .put("include_qkv_bias", architecture.queryKeyValueBias());
        architecture.ropeScaling().ifPresent(this::scaling);
    }

    private void common(DType dtype) {
        json.put("rope_theta", architecture.ropeTheta())
                .put("rms_norm_eps", architecture.normEpsilon())
                .put("torch_dtype", dtype == DType.FLOAT32 ? "float32" : "bfloat16");
        model.maskToken().ifPresent(token -> json.put("mask_token_id", token));
        if (model.endTokens().size() == 1) {
            json.put("eos_token_id", model.endTokens().getFirst());
        } else if (!model.endTokens().isEmpty()) {
            ArrayNode tokens = json.putArray("eos_token_id");
            model.endTokens().forEach(tokens::add);
        }
    }

    private void scaling(RopeScaling scaling) {
        switch (scaling) {
            case RopeScaling.Llama3 l ->
                json.putObject("rope_scaling")
                        .put("rope_type", "llama3")
                        .put("factor", l.factor())
                        .put("low_freq_factor", l.low())
                        .put("high_freq_factor", l.high())
                        .put("original_max_position_embeddings", l.positions());
            case RopeScaling.Divided _ ->
                throw new IllegalArgumentException("model " + model.id()
                        + " divides its rotary frequencies by numbers of their own, which a config.json cannot say;"
                        + " choose another format");
        }
    }
}
