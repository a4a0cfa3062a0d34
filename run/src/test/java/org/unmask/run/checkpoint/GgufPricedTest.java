package org.unmask.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.catalog.HuggingFaceConfig;
import org.unmask.catalog.family.Families;
import org.unmask.core.model.Family;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.Share;
import org.unmask.core.model.Window;
import org.unmask.core.op.DTypes;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;
import tools.jackson.databind.node.ObjectNode;

/// GGUF files of published models, made of their `config.json` as llama.cpp's converter makes them, against these
/// themselves.
class GgufPricedTest {
    private static final Path PUBLISHED = Path.of("../catalog/src/test/resources/published");

    @TempDir
    private Path folder;

    private static Fields config(String name) throws IOException {
        for (String file : new String[] {"models.json", "others.json"}) {
            Optional<Fields> found = JsonFile.read(PUBLISHED.resolve(file)).objects("models").stream()
                    .filter(model -> model.says("name", name))
                    .findFirst();
            if (found.isPresent()) {
                return found.get().object("config");
            }
        }
        throw new IllegalArgumentException(name);
    }

    @ParameterizedTest
    @CsvSource({
        "gemma-7b, gemma",
        "gemma-2b, gemma",
        "gemma-2-9b, gemma2",
        "gemma-2-27b, gemma2",
        "gemma-3-1b, gemma3",
        "gemma-3-27b-text, gemma3",
        "phi-2, phi2",
        "phi-3-mini, phi3",
        "phi-4, phi3",
        "phi-4-mini, phi3",
        "phi-3.5-moe, phimoe",
        "glm-4-9b-chat-hf, chatglm",
        "glm-4-9b-0414, glm4",
        "glm-4-32b-0414, glm4",
        "glm-4.5-air, glm4moe",
        "gpt-oss-20b, gpt-oss",
        "gpt-oss-120b, gpt-oss",
        "granite-3.1-8b, granite",
        "granite-3.1-3b-a800m, granitemoe",
        "olmo-2-7b, olmo2",
        "olmo-2-32b, olmo2",
        "olmo-3-7b, olmo2",
        "olmoe-1b-7b, olmoe",
        "llama-4-scout, llama4",
        "llama-4-maverick, llama4",
        "qwen1.5-moe-a2.7b, qwen2moe",
        "qwen3-next-80b, qwen3next",
        "qwen3.5-27b-text, qwen35",
        "qwen3.5-397b-text, qwen35moe",
        "deepseek-moe-16b, deepseek",
        "deepseek-v2-lite, deepseek2",
        "deepseek-v3, deepseek2",
        "kimi-k2, deepseek2",
        "glm-4.7-flash, deepseek2",
        "youtu-llm-2b, deepseek2",
        "minicpm3-4b, minicpm3",
        "smollm3-3b, smollm3",
        "ernie-4.5-0.3b, ernie4_5",
        "ernie-4.5-21b-a3b, ernie4_5-moe",
        "seed-oss-36b, seed_oss",
        "exaone-3.5-2.4b, exaone",
        "exaone-4-1.2b, exaone4",
        "exaone-4-32b, exaone4",
        "command-r-35b, command-r",
        "command-r-plus, command-r",
        "command-r7b, cohere2",
        "minitron-8b, nemotron",
        "hunyuan-7b, hunyuan-dense",
        "hunyuan-a13b, hunyuan-moe",
        "minimax-m2, minimax-m2",
        "dots.llm1, dots1",
        "ling-lite, bailingmoe",
        "stablelm-2-1.6b, stablelm",
        "stablelm-3b-4e1t, stablelm",
        "apertus-8b, apertus",
        "afm-4.5b, arcee",
        "baichuan2-7b, baichuan",
        "gpt-neox-20b, gptneox",
        "falcon-7b, falcon",
        "lfm2-1.2b, lfm2",
        "lfm2-2.6b, lfm2",
        "lfm2-8b-a1b, lfm2moe",
        "granite-hybrid-defaults, granitehybrid",
        "falcon-h1-defaults, falcon-h1",
        "nemotron-h-8b, nemotron_h",
        "nemotron-3-nano-30b-a3b, nemotron_h_moe",
        "kimi-linear-48b-a3b, kimi-linear",
        "jamba-v0.1, jamba",
        "jamba-reasoning-3b, jamba",
        "gemma-4-26b-a4b, gemma4",
        "gemma-4-31b, gemma4",
        "gemma-4-e2b, gemma4",
        "gemma-4-e4b, gemma4",
        "diffusiongemma-26b-a4b, diffusion-gemma",
        "deepseek-v3.2, deepseek32",
        "glm-5, glm-dsa",
        "exaone-moe-defaults, exaone-moe",
        "afmoe-defaults, afmoe",
        "qwen3-vl-235b-text, qwen3vlmoe",
        "mistral-small-24b, mistral3",
        "qwen2.5-7b, qwen2vl",
        "qwen3-8b, qwen3vl",
        "qwen-7b, qwen",
        "openpangu-embedded-7b, pangu-embedded",
        "jais-2-8b, jais2",
        "dbrx, dbrx",
        "mpt-7b, mpt",
        "mamba-codestral-7b, mamba2",
        "mamba-2.8b, mamba",
        "falcon-mamba-7b, mamba",
    })
    void isTheModelOfTheConfiguration(String name, String architecture) throws IOException {
        Fields config = config(name);
        CatalogModel read = read(LlamaCppLayout.of(architecture, config));
        assertThat(read.model().architecture())
                .isEqualTo(HuggingFaceConfig.of(config).architecture());
        assertThat(read.model().family())
                .isIn(Families.of(config).family(), named("glm"), named("deepseek"), named("dense-latent"));
    }

    /// Without a published configuration: Granite's sizes under their types.
    @ParameterizedTest
    @CsvSource({
        "granite-3.1-8b, minicpm, minicpm",
        "granite-3.1-8b, internlm2, internlm2",
        "ernie-4.5-0.3b, paddleocr, paddleocr_vl_text",
        "hunyuan-7b, hunyuan_vl, hunyuan_vl_text",
    })
    void isTheModelOfSuchAConfiguration(String name, String architecture, String type) throws IOException {
        ObjectNode other = config(name).rest();
        Fields config = Fields.of("config.json", other.put("model_type", type));
        String layout = architecture.replace("paddleocr", "ernie4_5").replace("hunyuan_vl", "hunyuan-dense");
        assertThat(read(LlamaCppLayout.named(architecture, layout, config))
                        .model()
                        .architecture())
                .isEqualTo(HuggingFaceConfig.of(config).architecture());
    }

    private CatalogModel read(GgufSketch sketch) throws IOException {
        return new GgufModels().read(sketch.write(folder.resolve("m.gguf")));
    }

    private static Family named(String id) {
        return Families.named(id).family();
    }

    /// Weights take the bytes that the tensors of the file have, up to a byte for each tensor that is rounded
    /// up.
    @ParameterizedTest
    @CsvSource({
        "gemma-3-27b-text, gemma3",
        "phi-4, phi3",
        "glm-4-32b-0414, glm4",
        "gpt-oss-120b, gpt-oss",
        "deepseek-v3, deepseek2",
        "minicpm3-4b, minicpm3",
        "qwen3-next-80b, qwen3next",
        "llama-4-maverick, llama4",
        "lfm2-8b-a1b, lfm2moe",
        "mamba-codestral-7b, mamba2",
        "nemotron-3-nano-30b-a3b, nemotron_h_moe",
        "kimi-linear-48b-a3b, kimi-linear",
        "jamba-v0.1, jamba",
        "gemma-4-26b-a4b, gemma4",
        "gemma-4-e2b, gemma4",
        "diffusiongemma-26b-a4b, diffusion-gemma",
        "glm-5, glm-dsa",
        "afmoe-defaults, afmoe",
    })
    void weightsTakeTheBytesOfTheFile(String name, String architecture) throws IOException {
        GgufSketch sketch = LlamaCppLayout.of(architecture, config(name));
        Model model = read(sketch).model();
        assertThat(model.architecture().parameters()).isEqualTo(sketch.elements());
        DTypes types = model.types(DTypes.BF16);
        assertThat((double) Share.bytes(model.architecture(), types, 0, 1))
                .isCloseTo(sketch.bytes(), within(1e-6 * sketch.bytes()));
    }

    private static CatalogModel model(GgufSketch sketch, Path folder) throws IOException {
        return new Catalog(folder, folder, List.of(new GgufModels()))
                .model(sketch.write(folder.resolve("m.gguf")).toString());
    }

    /// A small Gemma 3: 2 layers of which the second has norms, MLP and heads like the first.
    private static GgufSketch gemma() {
        GgufSketch file = new GgufSketch("gemma3")
                .whole("block_count", 2)
                .whole("embedding_length", 256)
                .whole("feed_forward_length", 512)
                .whole("attention.head_count", 4)
                .whole("attention.head_count_kv", 2)
                .whole("attention.key_length", 64)
                .whole("context_length", 8192)
                .real("attention.layer_norm_rms_epsilon", 1e-6);
        file.tensor("token_embd.weight", 1000, 256).tensor("output_norm.weight", 256);
        for (String layer : List.of("blk.0.", "blk.1.")) {
            file.tensor(layer + "attn_norm.weight", 256)
                    .tensor(layer + "post_attention_norm.weight", 256)
                    .tensor(layer + "ffn_norm.weight", 256)
                    .tensor(layer + "post_ffw_norm.weight", 256)
                    .tensor(layer + "attn_q_norm.weight", 64)
                    .tensor(layer + "attn_k_norm.weight", 64)
                    .tensor(layer + "attn_q.weight", 256, 256)
                    .tensor(layer + "attn_k.weight", 128, 256)
                    .tensor(layer + "attn_v.weight", 128, 256)
                    .tensor(layer + "attn_output.weight", 256, 256)
                    .tensor(layer + "ffn_gate.weight", 512, 256)
                    .tensor(layer + "ffn_up.weight", 512, 256)
                    .tensor(layer + "ffn_down.weight", 256, 512);
        }
        return file;
    }

    @Test
    void isPricedAndNotRun() throws IOException {
        CatalogModel entry = model(gemma().whole("attention.sliding_window", 512), folder);
        assertThat(entry.model().architecture().window()).contains(new Window(512, 6));
        assertThat(entry.positions()).hasValue(8192);
        assertThat(entry.weights()).isEmpty();
        assertThat(entry.notes()).isEmpty();
        assertThat(entry.model().storage().orElseThrow().words())
                .isEqualTo("m.gguf: stored as q4_k at 4.50 bits (59 %), q6_k at 6.56 bits (41 %)");
        assertThatThrownBy(entry::checkRunnable)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("m.gguf: GGUF files of the architecture gemma3 are priced, not run");
    }

    @Test
    void aDiffusionModelHasItsCanvasAndItsMask() throws IOException {
        CatalogModel entry = read(LlamaCppLayout.of("diffusion-gemma", config("diffusiongemma-26b-a4b")));
        assertThat(entry.model().paradigm()).isEqualTo(Paradigm.BLOCK_DIFFUSION);
        assertThat(entry.blockLength()).hasValue(256);
        assertThat(entry.model().maskToken()).hasValue(4);
        assertThat(entry.usualStrategy()).startsWith("diffusion-gemma:");
    }

    @Test
    void aFileWithoutAWindowHasNone() throws IOException {
        assertThat(read(gemma()).model().architecture().window()).isEmpty();
        assertThat(read(gemma().whole("attention.sliding_window", 0))
                        .model()
                        .architecture()
                        .window())
                .isEmpty();
    }

    @Test
    void aPatternSaysWhichLayersHaveAWindow() throws IOException {
        GgufSketch listed = gemma().whole("attention.sliding_window", 512)
                .flags("attention.sliding_window_pattern", List.of(false, true));
        assertThat(read(listed).model().architecture().window(0)).isZero();
        assertThat(read(listed).model().architecture().window(1)).isEqualTo(512);
        GgufSketch counted =
                gemma().whole("attention.sliding_window", 512).whole("attention.sliding_window_pattern", 2);
        assertThat(read(counted).model().architecture().window(0)).isEqualTo(512);
        assertThat(read(counted).model().architecture().window(1)).isZero();
        assertThatThrownBy(() -> read(gemma().whole("attention.sliding_window", 512)
                        .flags("attention.sliding_window_pattern", List.of(true))))
                .hasMessageContaining("expected one truth for each of the 2 layers");
    }

    @Test
    void otherElementsThanParametersAreRefusedWithBothNumbers() {
        assertThatThrownBy(() -> read(gemma().tensor("blk.1.attn_q.bias", 256)))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(
                        "m.gguf: its tensors have 1438464 elements, rotary factors and layers that predict"
                                + " further tokens apart; expected 1438208, the parameters of a model of these sizes");
        assertThat(1000 * 256 + 256 + 2 * (4 * 256 + 2 * 64 + 2 * 256 * 256 + 2 * 128 * 256 + 3 * 512 * 256))
                .isEqualTo(1_438_208);
    }

    @Test
    void aTensorThatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> read(gemma().tensor("blk.0.attn_rot_embd", 256)))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(
                        "tensor 'blk.0.attn_rot_embd' has no place in the model; what it does would be left out");
    }

    /// As in files of NVFP4.
    @Test
    void scalesOfMatricesAreLeftOut() throws IOException {
        assertThat(read(gemma().tensor("blk.0.attn_q.scale", 1).tensor("blk.0.attn_q.input_scale", 1))
                        .model()
                        .architecture()
                        .layers())
                .isEqualTo(2);
        Fields config = config("qwen1.5-moe-a2.7b");
        assertThat(read(LlamaCppLayout.of("qwen2moe", config).tensor("blk.0.ffn_down_exps.scale", 60))
                        .model()
                        .architecture())
                .isEqualTo(HuggingFaceConfig.of(config).architecture());
    }

    @Test
    void aLayerBehindTheLastIsRefused() {
        assertThatThrownBy(() -> read(gemma().tensor("blk.2.attn_norm.weight", 256)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tensor 'blk.2.attn_norm.weight' has no place in the model");
    }

    /// Each byte of a header, changed in turn: what is left is a model, or an error of one line.
    @Test
    void damagedHeadersAreRefusedInOneLine() throws IOException {
        GgufSketch sketch = gemma().whole("attention.sliding_window", 512);
        Path file = sketch.write(folder.resolve("m.gguf"));
        int models = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.allocate((int) (channel.size() - sketch.dataBytes()));
            channel.read(header, 0);
            for (int at = 0; at < header.capacity(); at++) {
                byte old = header.get(at);
                channel.write(ByteBuffer.wrap(new byte[] {(byte) (old ^ (1 + at % 255))}), at);
                models += isModel(file) ? 1 : 0;
                channel.write(ByteBuffer.wrap(new byte[] {old}), at);
            }
        }
        assertThat(isModel(file)).isTrue();
        assertThat(models).isPositive();
    }

    private static boolean isModel(Path file) {
        try {
            new GgufModels().read(file);
            return true;
        } catch (IOException e) {
            assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
            return false;
        }
    }

    @Test
    void layersThatPredictFurtherTokensAreLeftOutAndSaid() throws IOException {
        CatalogModel entry = read(LlamaCppLayout.of("glm4moe", config("glm-4.5-air")));
        assertThat(entry.notes())
                .containsExactly("layers that predict further tokens (glm4moe.nextn_predict_layers) left out");
        assertThatThrownBy(() -> read(gemma().whole("nextn_predict_layers", 2)))
                .hasMessageContaining(
                        "'gemma3.nextn_predict_layers' is a UINT32; expected fewer than the 2 layers, not 2");
    }

    /// Files of the time before llama.cpp cached the common vectors say the heads that are expanded from them.
    @Test
    void olderFilesOfLatentAttentionAreTheSameModel() throws IOException {
        Fields config = config("deepseek-v2-lite");
        assertThat(read(LlamaCppLayout.expanded("deepseek2", config)).model().architecture())
                .isEqualTo(HuggingFaceConfig.of(config).architecture());
    }

    @Test
    void numbersThatDifferBetweenLayersAreRefused() {
        GgufSketch file = new GgufSketch("phi3")
                .whole("block_count", 2)
                .whole("embedding_length", 256)
                .wholes("attention.head_count", List.of(4, 8))
                .tensor("token_embd.weight", 1000, 256);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected one number for all layers that have it; others are not priced");
        assertThatThrownBy(() -> read(new GgufSketch("phi3")
                        .whole("block_count", 2)
                        .whole("embedding_length", 256)
                        .whole("attention.head_count", 4)))
                .hasMessageEndingWith("m.gguf: no tensor 'token_embd.weight'");
    }

    /// All that is not tested above is a variant of what is: no published configuration of it is listed.
    @Test
    void everyArchitectureHasATypeThatIsKnown() {
        List<String> known = Stream.concat(Families.ALL.stream(), Families.PRICED.stream())
                .flatMap(files -> files.types().stream())
                .toList();
        for (GgufTranslation each : GgufPriced.ALL) {
            for (String type : each.types()) {
                assertThat(known).contains(type);
            }
        }
        assertThat(GgufPriced.ALL.stream().map(GgufTranslation::architecture)).doesNotHaveDuplicates();
        assertThat(GgufPriced.of("llama")).isEmpty();
    }
}
