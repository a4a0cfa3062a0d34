package org.unmask.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Rope;
import org.unmask.core.model.RopeScaling;
import org.unmask.core.model.Routing;
import org.unmask.core.model.TensorNames;
import org.unmask.core.model.Window;
import org.unmask.core.op.Weight;
import org.unmask.input.JsonFile;

class HuggingFaceConfigTest {
    /// Stands for a key that is left out.
    private static final String MISSING = "-";

    @TempDir
    private Path folder;

    private static Path fixture(String name) {
        return Path.of("src/test/resources/config", name + ".json");
    }

    private static HuggingFaceConfig parse(String json) throws IOException {
        return HuggingFaceConfig.of(JsonFile.parse("config.json", json.getBytes(StandardCharsets.UTF_8)));
    }

    /// A fixture with the line of one key replaced.
    private static HuggingFaceConfig changed(String name, String key, String value) throws IOException {
        return parse(stripped(name, key).replaceFirst("\\{\n", "{\n  \"" + key + "\": " + value + ",\n"));
    }

    private static HuggingFaceConfig without(String name, String key) throws IOException {
        return parse(stripped(name, key));
    }

    private static String stripped(String name, String key) throws IOException {
        String line = "(?m)^  \"" + key + "\": .*$\n";
        return Files.readString(fixture(name)).replaceFirst(line, "").replace(",\n}", "\n}");
    }

    @Test
    void llama() throws IOException {
        HuggingFaceConfig config = HuggingFaceConfig.read(fixture("llama"));

        assertThat(config.architecture())
                .isEqualTo(new Architecture(
                                16,
                                2048,
                                32,
                                8,
                                64,
                                8192,
                                128256,
                                new Projections(false, false, true),
                                Rope.whole(500_000, 64),
                                1e-5)
                        .with(new RopeScaling.Llama3(32, 1, 4, 8192)));
        assertThat(config.family().paradigm()).isEqualTo(Paradigm.AUTOREGRESSIVE);
        assertThat(config.endTokens()).containsExactly(128001, 128008, 128009);
        assertThat(config.maskToken()).isEmpty();
        assertThat(config.unknownScaling()).isEmpty();
        assertThat(config.family().tensorNames()).isEqualTo(TensorNames.HUGGING_FACE);
    }

    @Test
    void qwen2HasBiases() throws IOException {
        HuggingFaceConfig config = HuggingFaceConfig.read(fixture("qwen2"));

        assertThat(config.architecture().parameters()).isEqualTo(7_615_616_512L);
        assertThat(config.architecture().projections().queryKeyValueBias()).isTrue();
        assertThat(config.family().shiftedLogits()).isFalse();
        assertThat(config.unknownScaling()).isEmpty();
    }

    @Test
    void qwen3HasHeadNormsAndItsOwnHeadSize() throws IOException {
        Architecture model = HuggingFaceConfig.read(fixture("qwen3")).architecture();

        assertThat(model.projections().queryKeyNorm()).isTrue();
        assertThat(model.projections().queryKeyValueBias()).isFalse();
        assertThat(model.queryWidth()).isEqualTo(4096).isNotEqualTo(model.hidden());
    }

    @Test
    void dreamIsQwen2WithShiftedLogits() throws IOException {
        HuggingFaceConfig config = HuggingFaceConfig.read(fixture("dream"));

        assertThat(config.architecture())
                .isEqualTo(HuggingFaceConfig.read(fixture("qwen2")).architecture());
        assertThat(config.family().paradigm()).isEqualTo(Paradigm.DIFFUSION);
        assertThat(config.family().shiftedLogits()).isTrue();
        assertThat(config.maskToken()).hasValue(151666);
        assertThat(config.endTokens()).containsExactly(151643);
    }

    @Test
    void sdarIsQwen3InBlocks() throws IOException {
        HuggingFaceConfig config = HuggingFaceConfig.read(fixture("sdar"));

        assertThat(config.architecture().projections().queryKeyNorm()).isTrue();
        assertThat(config.family().paradigm()).isEqualTo(Paradigm.BLOCK_DIFFUSION);
        assertThat(config.family().shiftedLogits()).isFalse();
        assertThat(config.maskToken()).as("the published file has none").isEmpty();
    }

    @Test
    void fastDllmIsQwen2InBlocksWithShiftedLogits() throws IOException {
        HuggingFaceConfig config = HuggingFaceConfig.read(fixture("fast-dllm"));

        assertThat(config.architecture().projections().queryKeyValueBias()).isTrue();
        assertThat(config.family().paradigm()).isEqualTo(Paradigm.BLOCK_DIFFUSION);
        assertThat(config.family().shiftedLogits()).isTrue();
        assertThat(config.blockLength()).hasValue(32);
    }

    @Test
    void llada() throws IOException {
        HuggingFaceConfig config = HuggingFaceConfig.read(fixture("llada"));

        assertThat(config.architecture())
                .isEqualTo(new Architecture(
                        32, 4096, 32, 32, 128, 12288, 126464, Projections.PLAIN, Rope.whole(500_000, 128), 1e-5));
        assertThat(config.architecture().parameters()).isEqualTo(8_015_581_184L);
        assertThat(config.family().paradigm()).isEqualTo(Paradigm.DIFFUSION);
        assertThat(config.maskToken()).hasValue(126336);
        assertThat(config.family().tensorNames().of(Weight.DOWN, 1))
                .isEqualTo("model.transformer.blocks.1.ff_out.weight");
    }

    @Test
    void llada2HasGroupsOfExpertsASharedOneAndADenseFirstLayer() throws IOException {
        HuggingFaceConfig config = HuggingFaceConfig.read(fixture("llada2"));
        Architecture model = config.architecture();

        Routing routing = new Routing(Routing.Score.SIGMOID, true, 2.5, true, 8, 4);
        assertThat(model.experts()).contains(new Experts(256, 8, 512, 512, 1, routing));
        assertThat(model.rope().rotated()).isEqualTo(64);
        assertThat(model.headDim()).isEqualTo(128);
        assertThat(model.projections().queryKeyNorm()).isTrue();
        assertThat(model.parameters()).as("published as 16B").isBetween(16_000_000_000L, 16_500_000_000L);
        assertThat(model.activeParameters()).as("published as 1.4B").isBetween(1_350_000_000L, 1_450_000_000L);
        assertThat(config.family().paradigm()).isEqualTo(Paradigm.BLOCK_DIFFUSION);
        assertThat(config.family().tensorNames().of(Weight.KEY, 1))
                .isEqualTo("model.layers.1.attention.query_key_value.weight");
    }

    @Test
    void lladaMoeIsALladaWithOtherKeys() throws IOException {
        HuggingFaceConfig config = HuggingFaceConfig.read(fixture("llada-moe"));
        Architecture model = config.architecture();

        assertThat(model.experts()).contains(new Experts(64, 8, 1024, Routing.softmax(false)));
        assertThat(model.projections().queryKeyNorm()).isTrue();
        assertThat(model.rope().rotated()).isEqualTo(128);
        assertThat(model.parameters()).as("published as 7B").isBetween(7_000_000_000L, 7_500_000_000L);
        assertThat(config.family().paradigm()).isEqualTo(Paradigm.DIFFUSION);
        assertThat(config.family().tensorNames()).isEqualTo(TensorNames.HUGGING_FACE);
    }

    @Test
    void mixtralAndQwen3MoeRenormalise() throws IOException {
        HuggingFaceConfig mixtral = HuggingFaceConfig.read(fixture("mixtral"));
        assertThat(mixtral.architecture().experts()).contains(new Experts(8, 2, 14336, Routing.softmax(true)));
        assertThat(mixtral.architecture().window()).isEmpty();
        assertThat(mixtral.family().tensorNames().of(Weight.ROUTER, 1))
                .isEqualTo("model.layers.1.block_sparse_moe.gate.weight");
        assertThat(mixtral.architecture().parameters()).as("published as 46.7B").isEqualTo(46_702_792_704L);

        Architecture qwen = HuggingFaceConfig.read(fixture("qwen3-moe")).architecture();
        assertThat(qwen.experts()).contains(new Experts(128, 8, 768, Routing.softmax(true)));
        assertThat(qwen.parameters()).as("published as 30.5B").isEqualTo(30_532_122_624L);
        assertThat(changed("qwen3-moe", "mlp_only_layers", "[0, 1]")
                        .architecture()
                        .experts())
                .contains(new Experts(128, 8, 768, 0, 2, Routing.softmax(true)));
    }

    @Test
    void mistralHasAWindowUnlessItSaysItHasNone() throws IOException {
        assertThat(HuggingFaceConfig.read(fixture("mistral")).architecture().window())
                .contains(new Window(4096, 0));
        assertThat(without("mistral", "sliding_window").architecture().window())
                .as("the default of the library")
                .contains(new Window(4096, 0));
        assertThat(changed("mistral", "sliding_window", "null").architecture().window())
                .isEmpty();
        assertThat(without("mixtral", "sliding_window").architecture().window()).isEmpty();
    }

    @Test
    void lladaLeavesSizesToOthers() throws IOException {
        assertThat(changed("llada", "n_kv_heads", "null").architecture().keyValueHeads())
                .isEqualTo(32);
        assertThat(changed("llada", "mlp_hidden_size", "null").architecture().intermediate())
                .isEqualTo(4 * 4096);
        assertThat(changed("llada", "embedding_size", "null").architecture().vocabulary())
                .isEqualTo(126400);
        assertThat(changed("llada", "include_qkv_bias", "true")
                        .architecture()
                        .projections()
                        .queryKeyValueBias())
                .isTrue();
    }

    @Test
    void whatIsMissingHasTheDefaultsOfTheLibrary() throws IOException {
        Architecture model = parse("""
                {"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4,
                 "intermediate_size": 128, "vocab_size": 100, "eos_token_id": null}""").architecture();

        assertThat(model)
                .isEqualTo(
                        new Architecture(2, 64, 4, 4, 16, 128, 100, Projections.PLAIN, Rope.whole(10_000, 16), 1e-6));
    }

    @Test
    void newerFilesHaveRopeParameters() throws IOException {
        HuggingFaceConfig config = parse("""
                {"model_type": "qwen3", "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4,
                 "num_key_value_heads": 4, "intermediate_size": 128, "vocab_size": 100,
                 "rope_parameters": {"rope_theta": 5000000, "rope_type": "default"}}""");

        assertThat(config.architecture().rope().theta()).isEqualTo(5e6);
        assertThat(config.unknownScaling()).isEmpty();
    }

    @Test
    void anotherScalingIsRecordedForTheEngineToRefuse() throws IOException {
        HuggingFaceConfig config = changed("llama", "rope_scaling", "{\"rope_type\": \"yarn\", \"factor\": 4.0}");

        assertThat(config.architecture().rope().scaling()).isEmpty();
        assertThat(config.unknownScaling()).contains("yarn");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llama | num_attention_heads | 0 | num_attention_heads: 0; expected a whole number from 1",
                "llama | num_attention_heads | -4 | num_attention_heads: -4; expected a whole number from 1",
                "llama | num_attention_heads | - | num_attention_heads: missing; expected a whole number from 1",
                "llama | num_attention_heads | null | num_attention_heads: null; expected a whole number from 1",
                "llama | num_attention_heads | \"32\" | num_attention_heads: \"32\"; expected a whole number from 1",
                "llama | num_attention_heads | 32.0 | num_attention_heads: 32.0; expected a whole number from 1",
                "llama | num_attention_heads | [32] | num_attention_heads: [32]; expected a whole number from 1",
                "llama | num_hidden_layers | true | num_hidden_layers: true; expected a whole number from 1",
                "llama | hidden_size | 3000000000 | hidden_size: 3000000000; expected a whole number from 1 to 2147483647",
                "llama | hidden_size | 99999999999999999999 | hidden_size: 99999999999999999999; expected a whole number from 1",
                "llama | vocab_size | 0 | vocab_size: 0; expected a whole number from 1",
                "llama | intermediate_size | {} | intermediate_size: {}; expected a whole number from 1",
                "llama | num_key_value_heads | 5 | num_key_value_heads: 5; expected a divisor of the 32 heads",
                "llama | num_key_value_heads | 64 | num_key_value_heads: 64; expected a divisor of the 32 heads",
                "llama | head_dim | 63 | head_dim: 63; expected an even number",
                "qwen2 | num_attention_heads | 24 | num_attention_heads: 24; expected heads of an even size that share 3584",
                "llama | rope_theta | 0 | rope_theta: 0; expected a number above 0",
                "llama | rope_theta | 1e999 | rope_theta: ",
                "llama | rope_scaling | \"llama3\" | rope_scaling: \"llama3\"; expected an object",
                "llama | rope_scaling | {\"rope_type\": \"llama3\"} | rope_scaling.factor: missing; expected a number above 0",
                "llama | rope_scaling | {\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 4, \"high_freq_factor\": 1, \"original_max_position_embeddings\": 8192} | rope_scaling. bad rope scaling: factor=8.0 low=4.0 high=1.0",
                "llama | rms_norm_eps | -1 | rms_norm_eps: -1; expected a number above 0",
                "llama | tie_word_embeddings | 1 | tie_word_embeddings: 1; expected true or false",
                "llama | eos_token_id | 128256 | eos_token_id: 128256; expected a whole number from 0 to 128255",
                "llama | eos_token_id | [1, -2] | eos_token_id: -2; expected a whole number from 0",
                "dream | mask_token_id | 152064 | mask_token_id: 152064; expected a whole number from 0 to 152063",
                "qwen3 | mlp_bias | true | mlp_bias: true; expected false; models of this type have no biases there",
                "mistral | attention_bias | true | attention_bias: true; expected false; models of this type have no biases",
                "qwen3 | model_type | \"mllama_text_model\" | model_type: 'mllama_text_model' has layers that attend to an image",
                "llama | hidden_act | \"gelu\" | hidden_act: \"gelu\"; expected 'silu'; nothing else is supported",
                "qwen3 | layer_types | [\"full_attention\"] | layer_types: names 1 of 36 layers",
                "qwen3 | layer_types | [\"linear_attention\"] | layer_types: has 'linear_attention'; expected",
                "qwen3 | attn_output_gate | true | attn_output_gate: true; expected null; this is not supported",
                "llama | kv_lora_rank | 512 | kv_lora_rank: 512; expected null; this is not supported",
                "llama | residual_multiplier | 0.22 | residual_multiplier: 0.22; expected null; this is not supported",
                "qwen3 | num_experts | 128 | num_experts: 128; expected a dense model; mixtures of experts are not supported",
                "llada2 | num_experts_per_tok | 257 | num_experts_per_tok: 257; expected at most the 256 experts",
                "llada2 | num_experts_per_tok | 200 | bad experts: 256 in 8 groups, 4 kept, 200 per token",
                "llada2 | num_experts | 0 | num_experts: 0; expected a whole number from 1",
                "llada2 | n_group | 7 | n_group: 7; expected a divisor of the 256 experts",
                "llada2 | topk_group | 9 | bad routing: scale=2.5 groups=8 groups kept=9",
                "llada2 | score_function | \"softmax\" | score_function: \"softmax\"; expected 'sigmoid'; nothing else",
                "llada2 | first_k_dense_replace | 20 | none of the 20 layers has experts",
                "llada2 | first_k_dense_replace | -1 | first_k_dense_replace: -1; expected a whole number from 0",
                "llada2 | partial_rotary_factor | 0.3 | partial_rotary_factor: 0.3; expected a part of the 128 elements",
                "llada2 | partial_rotary_factor | 2 | partial_rotary_factor: 2; expected a part of the 128 elements",
                "llada2 | rotary_dim | 32 | rotary_dim: 32; expected 64, as partial_rotary_factor says",
                "llada2 | use_qkv_bias | true | use_qkv_bias: true; expected false; this is not supported",
                "llada2 | num_nextn_predict_layers | 1 | num_nextn_predict_layers: 1; expected 0",
                "llama | partial_rotary_factor | 0.5 | partial_rotary_factor: 0.5; expected 1; nothing else is supported",
                "qwen3-moe | decoder_sparse_step | 2 | decoder_sparse_step: 2; expected 1",
                "qwen3-moe | mlp_only_layers | [3] | mlp_only_layers: [3]; expected the first layers in order, or none",
                "qwen3-moe | mlp_only_layers | [48] | mlp_only_layers: 48; expected a whole number from 0 to 47",
                "qwen3-moe | mlp_only_layers | 3 | mlp_only_layers: 3; expected a list of whole numbers",
                "qwen3-moe | shared_expert_intermediate_size | 64 | shared_expert_intermediate_size: 64; expected null",
                "mixtral | num_local_experts | - | num_local_experts: missing; expected a whole number from 1",
                "mixtral | sliding_window | 0 | sliding_window: 0; expected a whole number from 1",
                "llada-moe | moe_layer_freq | [1, 0] | moe_layer_freq: [1,0]; expected 0 for the first layers, then 1",
                "llada-moe | moe_router_score_function | \"sigmoid\" | moe_router_score_function: \"sigmoid\"; expected",
                "llada-moe | routed_scaling_factor | 2.5 | routed_scaling_factor: 2.5; expected 1",
                "llada-moe | shared_expert_intermediate_size | 64 | shared_expert_intermediate_size: 64; expected null",
                "qwen3-moe | model_type | \"qwen3_6\" | model_type: unknown model type 'qwen3_6'; docs/models.md lists",
                "qwen3 | model_type | \"qwen3_x\" | model_type: unknown model type 'qwen3_x'; docs/models.md lists",
                "qwen3 | model_type | \"molmo\" | model_type: unknown model type 'molmo'; docs/models.md lists",
                "qwen3 | model_type | \"Qwen-3\" | model_type: unknown model type 'Qwen-3'; did you mean qwen3?",
                "llama | model_type | \"lama\" | model_type: unknown model type 'lama'; did you mean llama",
                "llama | model_type | 7 | model_type: 7; expected a text",
                "llama | model_type | - | model_type: missing; expected a text",
                "llada | block_type | \"sequential\" | block_type: \"sequential\"; expected 'llama'",
                "llada | include_bias | true | include_bias: true; expected false; this is not supported",
                "llada | weight_tying | - | weight_tying: missing; expected true or false",
                "llada | rope | false | rope: false; expected true",
                "llada | n_kv_heads | 3 | n_kv_heads: 3; expected a divisor of the 32 heads",
            })
    void aBadValueIsOneLineWithItsKey(String name, String key, String value, String message) {
        assertThatThrownBy(() -> {
                    HuggingFaceConfig _ = value.equals(MISSING) ? without(name, key) : changed(name, key, value);
                })
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("config.json: " + message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void sizesThatOverflowAreRefused() {
        assertThatThrownBy(() -> parse("""
                {"model_type": "llama", "num_hidden_layers": 2000000000, "hidden_size": 500000000,
                 "num_attention_heads": 2, "head_dim": 200000000, "intermediate_size": 500000000,
                 "vocab_size": 2000000000}"""))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("config.json: the sizes make more than");
        assertThatThrownBy(() -> parse("""
                {"model_type": "llama", "num_hidden_layers": 1, "hidden_size": 64, "num_attention_heads": 2000000000,
                 "head_dim": 2000000000, "intermediate_size": 1, "vocab_size": 1}"""))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("config.json: bad architecture: sizes overflow");
        assertThatThrownBy(() -> parse("""
                {"model_type": "llada", "d_model": 2000000000, "n_layers": 1, "n_heads": 2, "mlp_ratio": 4,
                 "vocab_size": 1, "weight_tying": false}"""))
                .hasMessageStartingWith("config.json: mlp_ratio: 4; expected an MLP of at most 2147483647");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "\"text\"", "{", "{\"model_type\": }", "{\"a\":1,\"a\":2}", "NaN"})
    void whatIsNotAnObjectIsRefusedWithItsByte(String json) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("config\\.json: byte \\d+: .*");
    }

    @Test
    void deepAndBigFilesAreRefused() throws IOException {
        Path big = folder.resolve("config.json");
        Files.write(big, new byte[20_000_001]);

        assertThatThrownBy(() -> HuggingFaceConfig.read(big))
                .hasMessage(big + ": 20000001 bytes; expected at most 20000000");
        assertThatThrownBy(() -> parse("{\"a\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("depth");
        assertThatThrownBy(() -> HuggingFaceConfig.read(folder)).hasMessage(folder + ": not a regular file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-math-ar", "tiny-math-dlm"})
    void readsTheSmallPair(String name) throws IOException {
        Architecture model = HuggingFaceConfig.read(Path.of("../models", name, "config.json"))
                .architecture();

        assertThat(model.layers()).isEqualTo(6);
        assertThat(model.vocabulary()).isEqualTo(160);
    }

    /// Sizes by hand: embedding and head 2 · 160 · h, a layer 4 · h² + 3 · h · f + 2 · h, norms of heads 2 · 32.
    @Test
    void readsTheSmallBlockDiffusionModelAndTheDrafter() throws IOException {
        HuggingFaceConfig block = HuggingFaceConfig.read(Path.of("../models/tiny-math-block/config.json"));
        HuggingFaceConfig drafter = HuggingFaceConfig.read(Path.of("../models/tiny-math-drafter/config.json"));

        assertThat(block.family().paradigm()).isEqualTo(Paradigm.BLOCK_DIFFUSION);
        assertThat(block.blockLength()).hasValue(8);
        assertThat(block.maskToken()).hasValue(1);
        assertThat(block.architecture().parameters()).isEqualTo(2_718_144 + 6 * 64);
        assertThat(drafter.family().paradigm()).isEqualTo(Paradigm.AUTOREGRESSIVE);
        assertThat(drafter.architecture().parameters())
                .isEqualTo(2 * 160 * 96 + 2 * (4 * 96 * 96 + 3 * 96 * 256 + 2 * 96) + 96);
    }
}
