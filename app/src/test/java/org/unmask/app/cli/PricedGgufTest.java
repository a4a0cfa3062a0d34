package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.engine.weight.ElementType;
import org.unmask.engine.weight.GgufWriter;
import org.unmask.engine.weight.NewTensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A GGUF file of a family that is priced and not run, at the command line.
class PricedGgufTest {
    @TempDir
    private Path folder;

    private Path file;

    private Terminal.Result run(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, "--model", file.toString()));
        arguments.addAll(List.of(more));
        return Terminal.inRepository(folder.resolve("user")).run(arguments.toArray(String[]::new));
    }

    private static NewTensor tensor(ElementType type, String name, long... shape) {
        List<Long> sizes = new ArrayList<>();
        for (long size : shape) {
            sizes.add(size);
        }
        long bytes = sizes.stream().reduce(1L, Math::multiplyExact) / type.blockElements() * type.blockBytes();
        return new NewTensor(name, type, sizes, arena -> arena.allocate(bytes));
    }

    /// Phi-3 with one layer, as llama.cpp has it: queries, keys and values are one tensor, and so are gate and
    /// up.
    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("small.gguf");
        new GgufWriter()
                .text("general.architecture", "phi3")
                .whole("phi3.block_count", 1)
                .whole("phi3.embedding_length", 256)
                .whole("phi3.feed_forward_length", 512)
                .whole("phi3.attention.head_count", 4)
                .whole("phi3.attention.head_count_kv", 2)
                .whole("phi3.attention.sliding_window", 0)
                .whole("phi3.context_length", 4096)
                .real("phi3.attention.layer_norm_rms_epsilon", 1e-5)
                .write(
                        file,
                        List.of(
                                tensor(ElementType.Q6_K, "token_embd.weight", 1000, 256),
                                tensor(ElementType.F32, "output_norm.weight", 256),
                                tensor(ElementType.Q6_K, "output.weight", 1000, 256),
                                tensor(ElementType.F32, "blk.0.attn_norm.weight", 256),
                                tensor(ElementType.F32, "blk.0.ffn_norm.weight", 256),
                                tensor(ElementType.Q4_K, "blk.0.attn_qkv.weight", 512, 256),
                                tensor(ElementType.Q4_K, "blk.0.attn_output.weight", 256, 256),
                                tensor(ElementType.Q4_K, "blk.0.ffn_up.weight", 1024, 256),
                                tensor(ElementType.Q6_K, "blk.0.ffn_down.weight", 256, 512)),
                        _ -> {});
    }

    @Test
    void isPredictedWithTheBytesOfItsTensors() {
        Terminal.Result result = run("predict", "--device", "h100-sxm", "--strategy", "ar", "--format", "json");

        assertThat(result.code()).as(result.err()).isZero();
        JsonNode json = JsonMapper.shared().readTree(result.out());
        // 210 bytes of 256 elements as q6_k, 144 as q4_k, and three norms of float32.
        long six = (2L * 1000 + 512) * 210;
        long four = (512L + 256 + 1024) * 144;
        assertThat(json.get("memory").get("weight_bytes").asLong()).isEqualTo(six + four + 3 * 256 * 4);
        assertThat(json.get("weight_storage").asString())
                .isEqualTo("small.gguf: stored as q6_k at 6.56 bits (58 %), q4_k at 4.50 bits (42 %)");
    }

    @Test
    void isSwept() throws IOException {
        Path out = folder.resolve("sweep.csv");
        Terminal.Result result =
                run("sweep", "--device", "h100-sxm", "--strategy", "ar", "--batch", "1,8", "--out", out.toString());

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Files.readAllLines(out)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate --prompt text", "measure --strategy ar", "serve --port 0"})
    void isNotRunAndSaysSoInOneLine(String line) {
        List<String> words = List.of(line.split(" ", -1));
        Terminal.Result result =
                run(words.getFirst(), words.subList(1, words.size()).toArray(String[]::new));

        assertThat(result.code()).isNotZero();
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("small.gguf: GGUF files of the architecture phi3 are priced, not run");
    }
}
