package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.engine.token.ByteVocabulary;

class SynthesizeCommandTest {
    private static final String CONFIG = """
            {"model_type": "llada", "n_layers": 2, "d_model": 64, "n_heads": 4, "mlp_hidden_size": 96,
             "vocab_size": %d, "mask_token_id": 2, "eos_token_id": 1, "weight_tying": false}""";

    @TempDir
    private Path folder;

    private Path out;

    @BeforeEach
    void folders() throws IOException {
        out = folder.resolve("out");
        Files.createDirectories(folder.resolve("small"));
        Files.writeString(folder.resolve("small/config.json"), CONFIG.formatted(300));
    }

    private Terminal.Result run(String... arguments) {
        return Terminal.inRepository(folder.resolve("user")).run(arguments);
    }

    private Terminal.Result synthesize(String... more) {
        String[] arguments = new String[5 + more.length];
        System.arraycopy(
                new String[] {"models", "synthesize", folder.resolve("small").toString(), "--out", out.toString()},
                0,
                arguments,
                0,
                5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return run(arguments);
    }

    private Terminal.Result generate(Path model) {
        return run(
                "generate",
                "--model",
                model.toString(),
                "--prompt",
                "Hello é",
                "--gen-len",
                "8",
                "--strategy",
                "diffusion:steps=4");
    }

    private void assertOneLine(Terminal.Result result, int code, String part) {
        assertThat(result.errorLines()).as(result.err()).hasSize(1);
        assertThat(result.err()).startsWith("unmask: ").contains(part);
        assertThat(result.code()).isEqualTo(code);
    }

    @Test
    void aFolderOfShardsAndAFileOfGgufGenerateTheSameText() {
        Terminal.Result shards = synthesize("--dtype", "float32", "--shard-bytes", "60000");
        assertThat(shards.err())
                .startsWith(
                        "note: tensors larger than --shard-bytes 60000 have a file of their own; model.transformer.");
        assertThat(shards.out()).startsWith(out + ": 21 tensors, ");
        assertThat(out.resolve("model.safetensors.index.json")).exists();
        Terminal.Result first = generate(out);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err()).contains("prompt 8 tokens");

        assertThat(synthesize("--dtype", "float32", "--format", "gguf", "--force")
                        .err())
                .isEmpty();
        Terminal.Result second = generate(out.resolve("small.gguf"));
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(second.out()).isEqualTo(first.out());
    }

    @Test
    void layersAndSeedAreThoseAskedFor() throws IOException {
        synthesize("--layers", "1", "--seed", "5");
        byte[] first = Files.readAllBytes(out.resolve("model.safetensors"));
        assertThat(Files.readString(out.resolve("config.json"))).contains("\"n_layers\" : 1");
        synthesize("--layers", "1", "--seed", "6", "--force");
        byte[] other = Files.readAllBytes(out.resolve("model.safetensors"));

        assertThat(other).hasSameSizeAs(first).isNotEqualTo(first);
        synthesize("--layers", "1", "--seed", "5", "--force");
        assertThat(Files.readAllBytes(out.resolve("model.safetensors"))).isEqualTo(first);
    }

    @Test
    void nothingIsReplacedUnlessForced() throws IOException {
        assertThat(synthesize().code()).isZero();
        assertOneLine(synthesize("--shard-bytes", "60000"), 2, "config.json exists; give another --out");

        assertThat(synthesize("--shard-bytes", "60000", "--force").code()).isZero();
        assertThat(out.resolve("model.safetensors"))
                .as("would be taken for the weights")
                .doesNotExist();
    }

    @Test
    void aVocabularyWithoutRoomForBytesHasNoTokenizer() throws IOException {
        Files.writeString(folder.resolve("small/config.json"), CONFIG.formatted(257));
        Terminal.Result result = synthesize();

        assertThat(result.code()).isZero();
        assertThat(result.err()).startsWith("no tokenizer.json: a vocabulary of 257 has no room");
        assertThat(out.resolve("tokenizer.json")).doesNotExist();
        assertOneLine(generate(out), 2, "has no tokenizer: put the model's tokenizer.json beside its weights, as ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--layers 3 | 2 | --layers 3: small has only 2 layers",
                "--layers 0 | 2 | layers=0; at least 1",
                "--dtype int3 | 2 | unknown dtype 'int3'",
                "--dtype int8 | 2 | int8",
                "--format onnx | 2 | onnx",
                "--shard-bytes 0 | 2 | bad shard size: 0 bytes",
                "--seed x | 2 | --seed",
            })
    void badUsageIsOneLine(String options, int code, String message) {
        assertOneLine(synthesize(options.split(" ")), code, message);
        assertThat(out).doesNotExist();
    }

    @Test
    void whatAFormatCannotSayIsRefused() {
        assertOneLine(
                run("models", "synthesize", "sdar-4b", "--layers", "1", "--format", "gguf", "--out", out.toString()),
                2,
                "GGUF has no architecture for the family sdar; choose another format");
        assertOneLine(run("models", "synthesize", "sdar-4", "--out", out.toString()), 2, "did you mean sdar-4b");
    }

    @Test
    void severalGgufFilesAreNotChosenFrom() throws IOException {
        synthesize("--format", "gguf");
        Files.copy(out.resolve("small.gguf"), out.resolve("other.gguf"));

        assertOneLine(generate(out), 1, "has no config.json and 2 GGUF files; name one of them");
    }

    @Test
    void chatNeedsTheMarkersOfTheFamily() throws IOException {
        synthesize();
        String[] chat = {"generate", "--model", out.toString(), "--prompt", "Hi", "--gen-len", "4", "--chat"};
        assertOneLine(run(chat), 2, "has no token <|startoftext|>, which the chat template of its family needs");

        Path tokenizer = out.resolve("tokenizer.json");
        SortedMap<Integer, String> specials = new TreeMap<>(Map.of(
                2,
                "<|mask|>",
                3,
                "<|startoftext|>",
                4,
                "<|start_header_id|>",
                5,
                "<|end_header_id|>",
                6,
                "<|eot_id|>"));
        Files.writeString(
                tokenizer, new ByteVocabulary(300, specials).vocabulary().json());
        Terminal.Result result = run(chat);

        // 1 + 1 + 4 + 1 + 2 (user), 2 + 1 (text and end), 1 + 9 + 1 + 2 (assistant)
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("prompt 25 tokens");
    }

    @Test
    void chatNeedsATemplateThatTheFamilyShares() throws IOException {
        Files.writeString(folder.resolve("small/config.json"), """
                {"model_type": "mistral", "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4,
                 "num_key_value_heads": 4, "intermediate_size": 96, "vocab_size": 300,
                 "eos_token_id": 1, "sliding_window": null}""");
        assertThat(synthesize().code()).isZero();
        assertThat(Files.readString(out.resolve("config.json"))).contains("\"sliding_window\" : null");

        assertOneLine(
                run("generate", "--model", out.toString(), "--prompt", "Hi", "--gen-len", "4", "--chat"),
                2,
                "models of the family mistral have none in common; put the text of the model's own");
        assertThat(run("generate", "--model", out.toString(), "--prompt", "Hi", "--gen-len", "4")
                        .err())
                .startsWith("ar on ");
    }
}
