package org.unmask.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Share;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Weight;
import org.unmask.input.JsonFile;

/// Sizes of Qwen3-8B, counted by hand: embedding and head 2 x 151936 x 4096, matrices 36 x 192,937,984 elements, norms
/// 36 x (2 x 4096 + 2 x 128) + 4096.
class QuantisationTest {
    private static final Path SAMPLES = Path.of("src/test/resources/config");
    private static final long TABLES = 2L * 151_936 * 4096;
    private static final long MATRICES = 36L * 192_937_984;
    private static final long NORMS = 36L * (2 * 4096 + 2 * 128) + 4096;

    @TempDir
    private Path folder;

    private static String qwen(String keys) {
        return """
                {"model_type": "qwen3", "hidden_act": "silu", "hidden_size": 4096, "num_hidden_layers": 36,
                 "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128, "intermediate_size": 12288,
                 "vocab_size": 151936, "rms_norm_eps": 1e-6, "rope_theta": 1000000.0, "tie_word_embeddings": false,
                 "torch_dtype": "bfloat16"%s}""".formatted(keys.isEmpty() ? "" : ", " + keys);
    }

    private static HuggingFaceConfig parse(String json) throws IOException {
        return HuggingFaceConfig.of(JsonFile.parse("config.json", json.getBytes(StandardCharsets.UTF_8)));
    }

    private static long bytes(HuggingFaceConfig config) {
        return Share.bytes(
                config.architecture(), config.model("m", "m", "a test").types(DTypes.BF16), 0, 1);
    }

    @Test
    void aModelInOneTypeHasNoStorage() throws IOException {
        HuggingFaceConfig config = parse(qwen(""));

        assertThat(config.storage()).isEmpty();
        assertThat(config.notes()).isEmpty();
        assertThat(bytes(config)).isEqualTo(2 * (TABLES + MATRICES + NORMS)).isEqualTo(2 * 8_190_735_360L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // what a file says | name | bits of an element of a group with what it shares | elements of the group
                "'quant_method': 'fp8', 'weight_block_size': [128, 128] | fp8 | 131104 | 16384",
                "'quant_method': 'fp8', 'activation_scheme': 'static' | fp8 | 8 | 1",
                "'quant_method': 'awq', 'bits': 4, 'group_size': 128, 'zero_point': true | int4 | 532 | 128",
                "'quant_method': 'awq', 'bits': 4, 'group_size': 64, 'zero_point': false | int4 | 272 | 64",
                "'quant_method': 'gptq', 'bits': 3, 'group_size': 128, 'desc_act': true | int3 | 403 | 128",
                "'quant_method': 'gptq', 'bits': 8, 'group_size': 32 | int8 | 280 | 32",
                "'quant_method': 'auto-round', 'bits': 2, 'group_size': 64 | int2 | 146 | 64",
                "'quant_method': 'bitsandbytes', 'load_in_4bit': true, 'bnb_4bit_quant_type': 'nf4' | nf4 | 288 | 64",
                "'load_in_4bit': true, 'bnb_4bit_use_double_quant': true, 'bnb_4bit_quant_type': 'nf4' | nf4 | 67616 |"
                        + " 16384",
                "'quant_method': 'modelopt', 'quant_algo': 'NVFP4', 'ignore': ['lm_head'] | nvfp4 | 72 | 16",
                "'quant_method': 'modelopt', 'quant_algo': 'FP8', 'exclude_modules': ['lm_head'] | fp8 | 8 | 1",
                "'quant_method': 'compressed-tensors', 'format': 'pack-quantized', 'ignore': ['lm_head'],"
                        + " 'config_groups': {'group_0': {'targets': ['Linear'], 'weights': {'num_bits': 4,"
                        + " 'type': 'int', 'strategy': 'group', 'group_size': 32, 'symmetric': true}}}"
                        + " | int4 | 144 | 32",
                "'quant_method': 'compressed-tensors', 'ignore': ['re:.*lm_head'],"
                        + " 'config_groups': {'group_0': {'targets': ['Linear'], 'weights': {'num_bits': 4,"
                        + " 'type': 'float', 'strategy': 'tensor_group', 'group_size': 16}}} | nvfp4 | 72 | 16",
                "'quant_method': 'compressed-tensors', 'ignore': ['lm_head'],"
                        + " 'config_groups': {'group_0': {'targets': ['Linear'], 'weights': {'num_bits': 8,"
                        + " 'type': 'float', 'strategy': 'tensor'}}} | fp8 | 8 | 1",
                "'quant_method': 'quark', 'exclude': ['lm_head'], 'global_quant_config': {'weight': {'dtype': 'fp4',"
                        + " 'qscheme': 'per_group', 'group_size': 32, 'symmetric': null}} | mxfp4 | 136 | 32",
                "'quant_method': 'quark', 'exclude': ['lm_head'], 'global_quant_config': {'weight': {'dtype': 'uint4',"
                        + " 'qscheme': 'per_group', 'group_size': 128, 'symmetric': false}} | int4 | 532 | 128",
                "'quant_method': 'quark', 'exclude': ['lm_head'], 'global_quant_config': {'weight':"
                        + " {'dtype': 'fp8_e4m3', 'qscheme': 'per_tensor'}} | fp8 | 8 | 1",
                "'quant_method': 'quark', 'exclude': ['lm_head'], 'global_quant_config': {'weight':"
                        + " [{'dtype': 'fp8_e4m3', 'qscheme': 'per_tensor'}, {'dtype': 'int4', 'group_size': 64}]}"
                        + " | int4 | 272 | 64",
                "'quant_method': 'hqq', 'skip_modules': ['lm_head'], 'quant_config': {'weight_quant_params':"
                        + " {'nbits': 4, 'group_size': 64, 'axis': 1}} | int4 | 288 | 64",
                "'quant_method': 'sinq', 'nbits': 3, 'group_size': 64 | int3 | 224 | 64",
                "'quant_method': 'torchao', 'quant_type': 'int4_weight_only', 'quant_type_kwargs': {'group_size': 64}"
                        + " | int4 | 288 | 64",
                "'quant_method': 'torchao', 'quant_type': {'default': {'_type': 'Int8DynamicActivationInt4WeightConfig',"
                        + " '_data': {'group_size': 32}}} | int4 | 160 | 32",
                "'quant_method': 'quanto', 'weights': 'int4' | int4 | 544 | 128",
                "'quant_method': 'bitnet', 'modules_to_not_convert': null | int2 | 2 | 1",
                "'quant_method': 'exl3', 'bits': 4.25, 'calibration': {'rows': 100} | exl3 | 1088 | 256",
                "'quant_method': 'mxfp8', 'modules_to_not_convert': ['lm_head'] | fp8 | 264 | 32",
                "'quant_method': 'nvfp4', 'modules_to_not_convert': null | nvfp4 | 72 | 16",
                "'quant_method': 'fp_quant', 'forward_dtype': 'mxfp4' | mxfp4 | 136 | 32",
            })
    void matricesOfLayersArePackedAndTheRestIsNot(String said, String id, long bits, long elements) throws IOException {
        HuggingFaceConfig config = parse(qwen("\"quantization_config\": {" + said.replace('\'', '"') + "}"));

        assertThat(config.storage().orElseThrow().id()).isEqualTo(id);
        assertThat(bytes(config)).isEqualTo(2 * (TABLES + NORMS) + MATRICES * bits / elements / 8);
        assertThat(config.notes()).isEmpty();
    }

    @Test
    void anLmHeadMayHaveBitsOfItsOwn() throws IOException {
        HuggingFaceConfig config =
                parse(qwen("\"quantization_config\": {\"quant_method\": \"exl3\", \"bits\": 3.0, \"head_bits\": 6}"));

        assertThat(bytes(config)).isEqualTo(TABLES + TABLES / 2 * 6 / 8 + 2 * NORMS + MATRICES * 3 / 8);
    }

    @Test
    void aScalePerRowCountsByTheRow() throws IOException {
        HuggingFaceConfig config = parse(qwen("\"quantization_config\": {\"quant_method\": \"eetq\"}"));

        // Rows of 36 layers: queries, keys, values, output, gate and up, down.
        long rows = 36L * (4096 + 1024 + 1024 + 4096 + 2 * 12288 + 4096);
        assertThat(bytes(config)).isEqualTo(2 * (TABLES + NORMS) + MATRICES + 2 * rows);
    }

    @Test
    void weightsThatAreQuantisedWhileTheyRunAreStoredAsTheyWere() throws IOException {
        HuggingFaceConfig config = parse(qwen(
                "\"quantization_config\": {\"quant_method\": \"bitnet\"," + " \"quantization_mode\": \"online\"}"));

        assertThat(bytes(config)).isEqualTo(2 * 8_190_735_360L);
        assertThat(config.notes()).singleElement().asString().contains("bitnet, quantised while it runs");
    }

    @Test
    void mlxPacksTheTablesToo() throws IOException {
        HuggingFaceConfig config = parse(qwen("\"quantization\": {\"group_size\": 64, \"bits\": 4},"
                + " \"quantization_config\": {\"group_size\": 64, \"bits\": 4}"));

        // 64 elements of 4 bits, a scale and a bias of 16 bits each: 4.5 bits.
        assertThat(bytes(config)).isEqualTo(2 * NORMS + (TABLES + MATRICES) * 9 / 16);
    }

    @Test
    void mlxGivesSingleModulesAnotherNumberOfBits() throws IOException {
        HuggingFaceConfig config = parse(qwen("\"quantization\": {\"group_size\": 64, \"bits\": 4,"
                + " \"model.layers.0.mlp.down_proj\": {\"group_size\": 64, \"bits\": 8}, \"lm_head\": false}"));

        assertThat(config.storage().orElseThrow().of(Weight.DOWN, 0).bitsPerElement())
                .isEqualTo(8.5);
        assertThat(config.storage().orElseThrow().of(Weight.DOWN, 1).bitsPerElement())
                .isEqualTo(4.5);
    }

    @Test
    void modulesThatAreKeptAreFoundByNameStarAndExpression() throws IOException {
        for (String kept : new String[] {
            "model.layers.3.self_attn",
            "model.layers.3.self_attn*",
            "re:.*layers\\\\.3\\\\.self_attn.*",
            "language_model.model.layers.3.self_attn"
        }) {
            HuggingFaceConfig config = parse(qwen("\"quantization_config\": {\"quant_method\": \"fp8\","
                    + " \"modules_to_not_convert\": [\"" + kept + "\"]}"));

            // Queries, keys, values and output of one layer: 4096 x (4096 + 1024 + 1024 + 4096).
            assertThat(bytes(config)).as(kept).isEqualTo(2 * (TABLES + NORMS) + MATRICES + 4096L * 10240);
        }
    }

    @Test
    void expressionsThatCouldTakeForeverAreNamedAndNotTried() throws IOException {
        HuggingFaceConfig config = parse(qwen("\"quantization_config\": {\"quant_method\": \"fp8\","
                + " \"modules_to_not_convert\": [\"re:(a+)+b\", \"re:[\"]}"));

        assertThat(config.notes())
                .hasSize(2)
                .allMatch(note -> note.startsWith("quantization_config: the modules 're:"));
    }

    @Test
    void mixedPrecisionNamesEveryModule() throws IOException {
        String layers = IntStream.range(0, 36)
                .mapToObj(layer -> "\"model.layers.%d.mlp.down_proj\": {\"quant_algo\": \"FP8\"}".formatted(layer))
                .collect(Collectors.joining(", "));
        HuggingFaceConfig config = parse(qwen("\"quantization_config\": {\"quant_method\": \"modelopt\","
                + " \"quant_algo\": \"MIXED_PRECISION\", \"quantized_layers\": {" + layers + "}}"));

        assertThat(bytes(config)).isEqualTo(2 * 8_190_735_360L - 36L * 12288 * 4096);
    }

    @Test
    void whatIsNotKnownIsPricedAsIfItWereNotThereAndSaid() throws IOException {
        HuggingFaceConfig config = parse(qwen("\"quantization_config\": {\"quant_method\": \"aqlm\"}"));

        assertThat(config.storage()).isEmpty();
        assertThat(config.notes())
                .containsExactly("quantization_config says aqlm, which is not known: weights are priced as if they were"
                        + " not quantised; --weight-dtype prices another type");
    }

    @Test
    void aCacheOfAnotherTypeIsSaid() throws IOException {
        HuggingFaceConfig config = parse(qwen("\"quantization_config\": {\"quant_method\": \"modelopt\","
                + " \"quant_algo\": \"NVFP4\", \"kv_cache_quant_algo\": \"FP8\"}"));

        assertThat(config.notes())
                .containsExactly(
                        "quantization_config: the file says keys and values in fp8; --kv-dtype fp8 prices that");
    }

    @Test
    void aBadNumberIsOneLine() {
        assertThatThrownBy(() -> parse(qwen(
                        "\"quantization_config\": {\"quant_method\": \"gptq\", \"bits\": 77, \"group_size\": 128}")))
                .isInstanceOf(IOException.class)
                .hasMessage("config.json: quantization_config. bad quantisation: bits=77 group=128 bits of a scale=93");
        assertThatThrownBy(
                        () -> parse(
                                qwen(
                                        "\"quantization_config\": {\"quant_method\": \"fp8\", \"weight_block_size\": [2000000000, 2]}")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bad quantisation: bits=8 group=4000000000");
    }

    @Test
    void layersThatNoModelHasAreNotGoneThrough() {
        for (String keys : new String[] {
            "\"quantization_config\": {\"quant_method\": \"fp8\"}",
            "\"use_sliding_window\": true, \"sliding_window\": 8, \"max_window_layers\": 1999999999"
        }) {
            String json = qwen(keys)
                    .replace("\"num_hidden_layers\": 36", "\"num_hidden_layers\": 2000000000")
                    .replace("4096", "2")
                    .replace("12288", "2");

            assertThatThrownBy(() -> parse(json))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("2000000000 layers; expected at most 10000");
        }
    }

    @Test
    void aFileBesideTheConfigurationSaysItToo() throws IOException {
        Files.writeString(folder.resolve("config.json"), qwen(""));
        Files.writeString(folder.resolve("hf_quant_config.json"), """
                {"producer": {"name": "modelopt"},
                 "quantization": {"quant_algo": "NVFP4", "kv_cache_quant_algo": null, "group_size": 16,
                  "exclude_modules": ["lm_head"]}}""");
        CatalogModel model = new Catalog(folder, folder).model(folder + "/");

        assertThat(model.model().storage().orElseThrow().words())
                .startsWith("quantization: modelopt NVFP4; stored as nvfp4 at 4.50 bits (attention, MLP), bf16 (");
        assertThat(Share.bytes(model.model().architecture(), model.model().types(DTypes.BF16), 0, 1))
                .isEqualTo(2 * (TABLES + NORMS) + MATRICES * 9 / 16);
    }

    @Test
    void routersAndSharedPartsOfAMixtureKeepTheirType() throws IOException {
        String sample = Files.readString(SAMPLES.resolve("qwen3-moe.json"));
        HuggingFaceConfig config = parse(sample.replaceFirst(
                "\\{",
                "{\"quantization_config\": {\"quant_method\": \"compressed-tensors\", \"ignore\": [\"lm_head\","
                        + " \"re:.*self_attn.*\"], \"config_groups\": {\"group_0\": {\"targets\": [\"Linear\"],"
                        + " \"weights\": {\"num_bits\": 4, \"type\": \"int\", \"strategy\": \"group\", \"group_size\":"
                        + " 32}}}},"));
        Architecture model = config.architecture();
        // 48 layers of 128 experts of three matrices of 2048 x 768.
        long experts = 48L * 128 * 3 * 2048 * 768;

        assertThat(bytes(config)).isEqualTo(2 * (model.parameters() - experts) + experts * 9 / 16);
        assertThat(config.storage().orElseThrow().of(Weight.ROUTER, 0).id()).isEqualTo(DType.BFLOAT16.id());
    }
}
