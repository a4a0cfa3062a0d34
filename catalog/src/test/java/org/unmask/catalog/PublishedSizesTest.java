package org.unmask.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.catalog.family.Families;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Latent;
import org.unmask.core.model.Layout;
import org.unmask.core.op.DTypes;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;
import tools.jackson.databind.node.ObjectNode;

/// Parameters of well-known models against those that the `transformers` library counts for the same configuration, and
/// against those that are published. `docs/models.md` lists both.
class PublishedSizesTest {
    private static final Path MODELS = Path.of("src/test/resources/published/models.json");

    static Stream<String> names() throws IOException {
        return JsonFile.read(MODELS).objects("models").stream().map(PublishedSizesTest::name);
    }

    private static String name(Fields model) {
        try {
            return model.text("name");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Fields entry(String name) throws IOException {
        return JsonFile.read(MODELS).objects("models").stream()
                .filter(model -> name(model).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Architecture architecture(String name) throws IOException {
        return HuggingFaceConfig.of(entry(name).object("config")).architecture();
    }

    /// Biases per expert that choose experts are buffers there, and no parameters; numbers of an activation function are
    /// parameters there: both are below a millionth.
    @ParameterizedTest
    @MethodSource("names")
    void parametersAreThoseThatAnotherProgramCounts(String name) throws IOException {
        double counted = entry(name).large("counted");

        assertThat(architecture(name).parameters() / counted).isCloseTo(1, within(1e-6));
    }

    @ParameterizedTest
    @MethodSource("names")
    void parametersAreWithinHalfAPercentOfThePublishedOnes(String name) throws IOException {
        Fields model = entry(name);
        if (model.has("published")) {
            assertThat(model.text("source")).startsWith("https://");
            assertThat(model.text("config_source")).startsWith("https://").isNotEqualTo(model.text("source"));
            assertThat(architecture(name).parameters() / (double) model.large("published"))
                    .isCloseTo(1, within(0.005));
        }
    }

    @Test
    void everyPricedFamilyHasAModelHereOrItsTypeIsOneOfTheSameLayout() throws IOException {
        Set<String> families = new TreeSet<>();
        for (Fields model : JsonFile.read(MODELS).objects("models")) {
            families.add(HuggingFaceConfig.of(model.object("config")).family().id());
        }

        assertThat(Families.PRICED.stream().map(files -> files.family().id()))
                .filteredOn(id -> !families.contains(id))
                .as("without a model to compare with: no other program here knows these types; OtherSizesTest has most")
                .containsExactlyInAnyOrder(
                        "internlm",
                        "minicpm",
                        "mimo",
                        "nemotron-diffusion",
                        "wedlm",
                        "chatglm",
                        "qwen",
                        "exaone",
                        "ling",
                        "openpangu",
                        "baichuan");
    }

    /// 32 types and more have a model whose configuration and size were read, each in a document of its own.
    @Test
    void mostTypesAreComparedWithWhatWasRead() throws IOException {
        Set<String> types = new TreeSet<>();
        for (Fields model : JsonFile.read(MODELS).objects("models")) {
            if (model.flag("config_read") && model.flag("read", false)) {
                types.add(model.object("config").text("model_type"));
            }
        }

        assertThat(types).hasSizeGreaterThanOrEqualTo(32);
    }

    @Test
    void moreThanFortyModelsAreCompared() throws IOException {
        assertThat(names()).doesNotHaveDuplicates().hasSizeGreaterThan(50);
    }

    /// DeepSeek-V3 keeps 70,272 bytes of a token in bf16 (arXiv 2505.09343, table 1).
    @Test
    void latentAttentionCachesWhatThePaperSays() throws IOException {
        Architecture model = architecture("deepseek-v3");
        long elements = 0;
        for (int layer = 0; layer < model.layers(); layer++) {
            elements += model.cached(layer);
        }

        assertThat(DTypes.BF16.keyValue().bytes(elements)).isEqualTo(70_272);
    }

    /// Published are 37 B of DeepSeek-V3 (arXiv 2412.19437), 3 B of Qwen3-Next, 17 B of LLaMA 4 Maverick, 5.13 B of gpt-oss-120b
    /// without the embedding.
    @ParameterizedTest
    @CsvSource({
        "deepseek-v3, 37.5e9",
        "qwen3-next-80b, 3.87e9",
        "llama-4-maverick, 17.2e9",
        "gpt-oss-120b, 5.75e9",
        "qwen3.5-397b-text, 17.35e9"
    })
    void activeParametersAreThoseOfTheExpertsOfAToken(String name, double active) throws IOException {
        assertThat((double) architecture(name).activeParameters()).isCloseTo(active, within(0.01 * active));
    }

    @Test
    void aLayerWithAStateCachesNothingPerToken() throws IOException {
        Architecture model = architecture("qwen3-next-80b");

        assertThat(model.cached(0)).isZero();
        assertThat(model.cached(3)).isEqualTo(2L * 2 * 256);
        assertThat(model.layout().mixer().orElseThrow().elements()).isEqualTo(32L * 128 * 128);
    }

    /// DeepSeek-V3.2 adds keys of 128 elements of its indexer to the 576 of DeepSeek-V3.
    @Test
    void anIndexerCachesItsKeysToo() throws IOException {
        assertThat(architecture("deepseek-v3.2").cached(60)).isEqualTo(576 + 128);
        assertThat(architecture("glm-5").layout().latent().orElseThrow().indexer())
                .hasValue(new Latent.Indexer(32, 128, 2048));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "glm-5 | \"index_topk_freq\": 4 | index_topk_freq: 4; expected 1; layers that share",
                "glm-5 | \"indexer_types\": [\"full\", \"shared\"] | expected 'full' in every layer",
                "helium-1-2b | \"head_dim\": 64 | head_dim: 64; expected heads that have 2560 elements together",
                "falcon-7b | \"alibi\": true | alibi: true; expected false",
                "hunyuan-a13b | \"moe_topk\": [8, 4] | expected one number, or the same for each layer",
                "nemotron-h-8b | \"hybrid_override_pattern\": \"MGM*E\" | expected the letters M, *, - and E",
                "nemotron-h-8b | \"attention_head_dim\": 64 | attention_head_dim: 64; expected 128, as head_dim",
                "lfm2-1.2b | \"conv_bias\": true | conv_bias: true; expected false",
                "lfm2-2.6b | \"layer_types\": [\"conv\"] | expected conv or full_attention for each of the 30",
                "kimi-linear-48b-a3b | \"mla_use_output_gate\": true | expected false; this is not supported",
                "kimi-linear-48b-a3b | \"attn_res_block_size\": 12 | attn_res_block_size: 12; expected null",
                "minimax-text-01 | \"shared_intermediate_size\": 512 | shared_intermediate_size: 512; expected null",
                "mamba-2.8b | \"use_bias\": true | use_bias: true; expected false",
                "nemotron-h-8b | \"num_hidden_layers\": 50 | num_hidden_layers: 50; expected 52, as many as the pattern",
                "granite-hybrid-defaults | \"layer_types\": [\"mamba\"] | expected attention or full_attention or linear_attention or mamba for each of the 32",
                "falcon-h1-defaults | \"mamba_d_ssm\": 512 | mamba_d_ssm: 512; expected 1024, as mamba_n_heads",
                "hy3 | \"mlp_layer_types\": [\"sparse\", \"dense\"] | expected dense layers, then sparse ones",
            })
    void whatIsNotPricedIsRefusedByItsKey(String name, String other, String message) throws IOException {
        String changed = other.substring(1, other.indexOf('"', 1));
        ObjectNode config = entry(name).object("config").rest();
        config.remove(changed);
        String json = config.toString();
        byte[] bytes = (json.substring(0, json.length() - 1) + ", " + other + "}").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> HuggingFaceConfig.of(JsonFile.parse("config.json", bytes)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    /// As newer delta attention has it (Kimi K3).
    @Test
    void aGateOfFullRankIsRefused() throws IOException {
        ObjectNode config = entry("kimi-linear-48b-a3b").object("config").rest();
        ((ObjectNode) config.get("linear_attn_config")).put("use_full_rank_gate", true);
        byte[] bytes = config.toString().getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> HuggingFaceConfig.of(JsonFile.parse("config.json", bytes)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("linear_attn_config.use_full_rank_gate: true; expected false");
    }

    /// Nemotron 3 Nano has 23 layers with a state, 23 with experts and 6 with attention, and 3.2 billion active parameters without
    /// the embedding table (arXiv 2512.20848, section 2).
    @Test
    void expertsOfAHybridHaveTheirPlaces() throws IOException {
        Architecture model = architecture("nemotron-3-nano-30b-a3b");
        long embedding = 131_072L * 2688;

        assertThat(IntStream.range(0, model.layers()).filter(model::isMixture)).hasSize(23);
        assertThat(IntStream.range(0, model.layers()).filter(layer -> model.cached(layer) > 0))
                .hasSize(6);
        assertThat(model.activeParameters() - embedding).isBetween(3_150_000_000L, 3_250_000_000L);
    }

    /// Kimi Linear keeps keys and values of 7 of 27 layers: 576 elements each, a quarter of what all layers would.
    @Test
    void deltaAttentionKeepsNoKeys() throws IOException {
        Architecture model = architecture("kimi-linear-48b-a3b");

        assertThat(IntStream.range(0, 27).mapToLong(model::cached).sum()).isEqualTo(7 * 576);
        assertThat(model.layout().state(0)).isEqualTo(32L * 128 * 128);
        assertThat(model.isMixture(0)).isFalse();
        assertThat(model.isMixture(1)).isTrue();
    }

    /// Nemotron-H-8B has 24 layers with a state, 24 MLPs and 4 with attention (arXiv 2504.03624, table 1).
    @Test
    void layersOfAHybridHaveTheirPlaces() throws IOException {
        Architecture model = architecture("nemotron-h-8b");

        assertThat(IntStream.range(0, model.layers()).filter(layer -> model.cached(layer) > 0))
                .containsExactly(7, 18, 29, 40);
        assertThat(IntStream.range(0, model.layers())
                        .filter(layer -> model.layout().state(layer) > 0))
                .hasSize(24);
        assertThat(model.layout().state(0)).isEqualTo(128L * 64 * 128);
    }

    /// The models of Granite 4 without `h` have attention in every layer, and no experts: the shared MLP alone.
    @Test
    void aHybridWithoutStatesIsADenseModel() throws IOException {
        String json = """
                {"model_type": "granitemoehybrid", "hidden_size": 64, "intermediate_size": 32, "num_hidden_layers": 2,
                 "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 160, "num_local_experts": 0,
                 "shared_intermediate_size": 96, "layer_types": ["attention", "attention"]}""";
        Architecture model = HuggingFaceConfig.of(JsonFile.parse("config.json", json.getBytes(StandardCharsets.UTF_8)))
                .architecture();

        assertThat(model.parameters()).isEqualTo(2 * 160 * 64 + 64 + 2 * (12_288 + 3 * 64 * 96 + 2 * 64));
        assertThat(model.layout().mixer()).isEmpty();
    }

    @Test
    void windowsAreInTheLayersThatHaveThem() throws IOException {
        Architecture gemma = architecture("gemma-3-27b-text");
        assertThat(gemma.window(0)).isEqualTo(1024);
        assertThat(gemma.window(5)).isZero();
        Architecture oss = architecture("gpt-oss-20b");
        assertThat(oss.window(0)).isEqualTo(128);
        assertThat(oss.window(1)).isZero();
        assertThat(architecture("exaone-4-32b").window(3)).isZero();
        assertThat(architecture("exaone-4-1.2b").window()).isEmpty();
        assertThat(oss.layout().has(Layout.Extra.SINKS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model_type\": \"zamba2\"}",
                "{\"model_type\": \"xglm\"}",
                "{\"model_type\": \"granitemoe_hybrid_vision\"}",
                "{\"model_type\": \"deepseek_v4\", \"index_topk\": 512}",
                "{\"model_type\": \"gemma3n_text\"}",
            })
    void otherTypesAreRefusedInOneLine(String json) {
        assertThatThrownBy(() ->
                        HuggingFaceConfig.of(JsonFile.parse("config.json", json.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("config.json: model_type: ")
                .hasMessageEndingWith("docs/models.md lists the types that are known")
                .hasMessageNotContaining("did you mean");
    }

    @Test
    void sizesThatMakeNoSenseAreOneLine() {
        String json = "{\"model_type\": \"gemma2\", \"hidden_size\": 2304, \"num_hidden_layers\": 2000000000,"
                + " \"num_attention_heads\": 8, \"num_key_value_heads\": 4, \"intermediate_size\": 9216,"
                + " \"vocab_size\": 256000}";

        assertThatThrownBy(() ->
                        HuggingFaceConfig.of(JsonFile.parse("config.json", json.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IOException.class)
                .hasMessage("config.json: bad architecture: layers=2000000000; at most 10000");
    }
}
