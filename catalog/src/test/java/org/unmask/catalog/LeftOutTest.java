package org.unmask.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;

/// Files that leave out what all models of their type have, against what the `transformers` library makes of them, and
/// files that say layers that are not priced.
class LeftOutTest {
    private static final Path FILES = Path.of("src/test/resources/published/left-out.json");
    /// Biases per expert that choose experts are buffers there, and numbers of an activation function parameters: fewer
    /// than these.
    private static final long BUFFERS = 100;

    private static final String LLAMA4 = """
            {"model_type": "llama4_text", "num_hidden_layers": 4, "hidden_size": 128, "num_attention_heads": 16,
             "num_key_value_heads": 8, "head_dim": 24, "intermediate_size": 192, "intermediate_size_mlp": 320,
             "vocab_size": 512, "num_local_experts": 8, "num_experts_per_tok": 1, "attention_chunk_size": 64, %s}""";

    private static HuggingFaceConfig read(String json) throws IOException {
        return HuggingFaceConfig.of(JsonFile.parse("config.json", json.getBytes(StandardCharsets.UTF_8)));
    }

    @TestFactory
    Stream<DynamicTest> sizesLeftOutAreThoseOfTheLibrary() throws IOException {
        return JsonFile.read(FILES).objects("files").stream()
                .map(file -> DynamicTest.dynamicTest(name(file), () -> compare(file)));
    }

    private static String name(Fields file) {
        try {
            return file.object("config").text("model_type") + " without " + file.text("left_out");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void compare(Fields file) throws IOException {
        Architecture model = HuggingFaceConfig.of(file.object("config")).architecture();

        assertThat(Math.abs(model.parameters() - file.large("counted"))).isLessThan(BUFFERS);
        if (file.has("windows")) {
            assertThat(IntStream.range(0, model.layers()).map(model::window).boxed())
                    .containsExactlyElementsOf(file.numbers("windows", Integer.MAX_VALUE));
        }
    }

    /// The 596,049,920 parameters are those of the weights of Qwen3-0.6B.
    @Test
    void whatWasTakenIsSaid() throws IOException {
        HuggingFaceConfig config = read("""
                {"model_type": "qwen3", "hidden_size": 1024, "num_hidden_layers": 28, "num_attention_heads": 16,
                 "num_key_value_heads": 8, "intermediate_size": 3072, "vocab_size": 151936,
                 "tie_word_embeddings": true}""");

        assertThat(config.architecture().parameters()).isEqualTo(596_049_920);
        assertThat(config.notes())
                .containsExactly("head_dim is not in the file; 128 as all of type qwen3 have unless they say it");
    }

    /// Minitron-8B in the keys of Megatron: 8,271,699,968 parameters, as with `head_dim`.
    @Test
    void headsMayBeSaidAsChannels() throws IOException {
        HuggingFaceConfig config = read("""
                {"model_type": "nemotron", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 48,
                 "num_key_value_heads": 8, "kv_channels": 128, "intermediate_size": 16384, "vocab_size": 256000,
                 "rope_percent": 0.5}""");

        assertThat(config.architecture().parameters()).isEqualTo(8_271_699_968L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemma | \"attention_bias\": true | attention_bias: true; expected false",
                "gemma3_text | \"use_bidirectional_attention\": true | use_bidirectional_attention: true;",
                "qwen3 | \"use_sliding_window\": false, \"sliding_window\": 64, \"layer_types\": "
                        + "[\"full_attention\", \"sliding_attention\"] | use_sliding_window: false; expected true",
                "smollm3 | \"use_sliding_window\": true | use_sliding_window: true; expected false",
                "qwen2 | \"num_attention_heads\": 12, \"hidden_size\": 96 | num_key_value_heads: missing; expected a divisor",
            })
    void whatIsNotPricedIsRefusedByItsKey(String type, String keys, String message) {
        String json = """
                {"model_type": "%s", "num_hidden_layers": 2, "intermediate_size": 192, "vocab_size": 512, %s, %s}""".formatted(type, keys.contains("hidden_size") ? "\"tie_word_embeddings\": true" : """
                                "hidden_size": 128, "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 8""", keys);

        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("config.json: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"moe_layers\": [0] | moe_layers: [0]; expected every 1. layer",
                "\"no_rope_layer_interval\": 2 | no_rope_layer_interval: 2; expected 4",
                "\"no_rope_layers\": [1, 1, 0, 1] | no_rope_layers: [1,1,0,1]; expected 0 for every 4. layer",
                "\"layer_types\": [\"full_attention\"] | layer_types: [\"full_attention\"]; expected full_attention for",
            })
    void otherLayersOfLlama4AreRefused(String key, String message) {
        assertThatThrownBy(() -> read(LLAMA4.formatted(key))).hasMessageStartingWith("config.json: " + message);
    }

    @Test
    void layersOfLlama4MayBeListed() throws IOException {
        String plain = LLAMA4.formatted("\"interleave_moe_layer_step\": 2");
        String listed = LLAMA4.formatted("""
                "interleave_moe_layer_step": 2, "moe_layers": [1, 3], "no_rope_layers": [1, 1, 1, 0], "layer_types":
                ["chunked_attention", "chunked_attention", "chunked_attention", "full_attention"]""");

        assertThat(read(listed).architecture()).isEqualTo(read(plain).architecture());
    }

    @Test
    void layersWithExpertsMayBeListed() throws IOException {
        String json = """
                {"model_type": "glm4_moe_lite", "num_hidden_layers": 3, "hidden_size": 128, "num_attention_heads": 4,
                 "intermediate_size": 192, "vocab_size": 512, "n_routed_experts": 8, "num_experts_per_tok": 2,
                 "moe_intermediate_size": 48, "q_lora_rank": 40, "kv_lora_rank": 32, "qk_nope_head_dim": 24,
                 "qk_rope_head_dim": 8, "v_head_dim": 20, "n_shared_experts": 1, "mlp_layer_types": %s}""";

        Architecture two =
                read(json.formatted("[\"dense\", \"dense\", \"sparse\"]")).architecture();
        assertThat(two.experts().orElseThrow().denseLayers()).isEqualTo(2);
        assertThatThrownBy(() -> read(json.formatted("[\"sparse\", \"dense\", \"sparse\"]")))
                .hasMessageContaining("mlp_layer_types: ")
                .hasMessageContaining("expected dense layers, then sparse ones");
    }

    @Test
    void expertsOfQwenHaveTwoNames() throws IOException {
        String json = """
                {"model_type": "qwen3_moe", "num_hidden_layers": 2, "hidden_size": 128, "num_attention_heads": 8,
                 "num_key_value_heads": 4, "head_dim": 24, "vocab_size": 512, "%s": 8, "num_experts_per_tok": 2,
                 "moe_intermediate_size": 48, "intermediate_size": 192}""";

        assertThat(read(json.formatted("num_local_experts")).architecture())
                .isEqualTo(read(json.formatted("num_experts")).architecture());
    }
}
