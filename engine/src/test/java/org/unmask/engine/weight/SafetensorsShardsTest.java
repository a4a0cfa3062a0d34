package org.unmask.engine.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.unmask.engine.weight.SafetensorsFixture.entry;
import static org.unmask.engine.weight.SafetensorsFixture.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.core.cases.Architectures;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;

class SafetensorsShardsTest {
    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";
    private static final String MAP = "\"a\":\"" + FIRST + "\",\"b\":\"" + SECOND + "\"";

    @TempDir
    private Path folder;

    private void shards() throws IOException {
        Files.write(folder.resolve(FIRST), file("{" + entry("a", "F32", "2", 0, 8) + "}", 8));
        Files.write(folder.resolve(SECOND), file("{" + entry("b", "BF16", "4", 0, 8) + "}", 8));
    }

    private TensorStore open(String index) throws IOException {
        Path path = Files.writeString(folder.resolve("model.safetensors.index.json"), index);
        return TensorStore.open(path, Arena.ofAuto());
    }

    private TensorStore map(String map) throws IOException {
        return open("{\"metadata\":{\"total_size\":16},\"weight_map\":{" + map + "}}");
    }

    @Test
    void tensorsComeFromTheFileTheIndexNames() throws IOException {
        shards();
        TensorStore store = map(MAP);

        assertThat(store.names()).containsExactly("a", "b");
        assertThat(store.tensor("a").file()).isEqualTo(folder.resolve(FIRST));
        assertThat(store.tensor("b").file()).isEqualTo(folder.resolve(SECOND));
        assertThat(store.tensor("b").type()).isEqualTo(ElementType.BF16);
        assertThat(store.tensor("b").data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThatThrownBy(() -> store.tensor("c")).hasMessageEndingWith("index.json: no tensor 'c'");
    }

    @Test
    void aMissingFileIsNamedWithTheTensorItShouldHold() throws IOException {
        shards();
        Files.delete(folder.resolve(SECOND));

        assertThatThrownBy(() -> map(MAP))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*/model-00002-of-00002.safetensors: no such file, which byte \\d+ of"
                        + " model.safetensors.index.json says holds tensor 'b'");
    }

    @Test
    void aTensorThatItsFileLacksIsNamed() throws IOException {
        shards();

        assertThatThrownBy(() -> map(MAP + ",\"c\":\"" + FIRST + "\""))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*/model-00001-of-00002.safetensors: no such tensor in this file, which byte \\d+"
                        + " of model.safetensors.index.json says holds tensor 'c'");
    }

    @Test
    void aTensorInTwoFilesIsRefusedWithBothPlaces() throws IOException {
        shards();
        byte[] both = file("{" + entry("b", "BF16", "4", 0, 8) + "," + entry("a", "F32", "2", 8, 16) + "}", 16);
        Files.write(folder.resolve(SECOND), both);

        assertThatThrownBy(() -> map(MAP))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*/model-00002-of-00002.safetensors: byte \\d+: tensor 'a' is also in"
                        + " model-00001-of-00002.safetensors, at byte \\d+");
    }

    @Test
    void anUntrueHeaderOfOneFileIsNamed() throws IOException {
        shards();
        Files.write(folder.resolve(SECOND), file("{" + entry("b", "BF16", "4", 0, 8) + "}", 9));

        assertThatThrownBy(() -> map(MAP)).hasMessageMatching(".*/model-00002-of-00002.safetensors: byte \\d+: .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x.safetensors",
                "/etc/passwd",
                "sub/../../x",
                "",
                ".",
                "sub/..",
                "a\\u0000b",
                "a\\nb",
                "../FOLDER/../x"
            })
    void aPathThatLeavesTheFolderIsRefused(String path) throws IOException {
        shards();

        assertThatThrownBy(() -> map(MAP + ",\"c\":\"" + path + "\""))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*index.json: byte \\d+: '.*'; expected the file of tensor 'c' below the folder of"
                        + " the index")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aFolderBelowIsFine() throws IOException {
        shards();
        Files.createDirectory(folder.resolve("more"));
        Files.move(folder.resolve(SECOND), folder.resolve("more").resolve(SECOND));

        assertThat(map(MAP.replace(SECOND, "more/" + SECOND)).tensor("b").offset())
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | expected an object",
                "{} | expected a weight_map of tensors and files",
                "{\"weight_map\":[]} | expected an object as weight_map",
                "{\"weight_map\":{}} | expected a weight_map of tensors and files",
                "{\"weight_map\":{\"a\":7}} | expected the file of tensor 'a'",
                "{\"weight_map\":{\"a\":\"x\",\"a\":\"y\"}} | Duplicate",
                "{\"weight_map\":{\"a\":\"x\" | end-of-input",
                "{\"weight_map\":{\"a\":\"x\"}} {} | expected nothing after the object",
                "hello | Unrecognized token",
            })
    void anIndexThatIsNoneIsOneLineWithItsByte(String json, String message) {
        assertThatThrownBy(() -> open(json))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*index.json: byte \\d+: .*")
                .hasMessageContaining(message);
    }

    /// Eight billion parameters that take no room on the disk: opening must not read them.
    @Test
    void aCheckpointOfSixteenGigabytesOpensWithoutReadingIt() throws IOException {
        Architecture model = Architectures.LLAMA3_8B;
        StringBuilder map = new StringBuilder();
        for (int shard = 0; shard < 4; shard++) {
            StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
            long end = 0;
            for (Weight weight : Weight.values()) {
                int layers = !model.has(weight) ? 0 : weight.perLayer() ? model.layers() : 1;
                for (int layer = shard; layer < layers; layer += 4) {
                    long begin = end;
                    end += (long) model.rows(weight) * model.columns(weight) * 2;
                    String name = TensorNames.HUGGING_FACE.of(weight, layer);
                    String shape = Shapes.isVector(weight) ? "" : model.rows(weight) + ",";
                    header.append(",").append(entry(name, "BF16", shape + model.columns(weight), begin, end));
                    map.append(",\"" + name + "\":\"shard" + shard + "\"");
                }
            }
            byte[] start = file(header + "}", 0);
            try (RandomAccessFile file =
                    new RandomAccessFile(folder.resolve("shard" + shard).toFile(), "rw")) {
                file.write(start);
                file.setLength(start.length + end);
            }
        }
        byte[] index = ("{\"weight_map\":{" + map.substring(1) + "}}").getBytes(StandardCharsets.UTF_8);
        Path path = Files.write(folder.resolve("model.safetensors.index.json"), index);
        try (Arena arena = Arena.ofShared()) {
            StoredWeights weights = new StoredWeights(
                    TensorStore.open(path, arena), model, TensorNames.HUGGING_FACE, DType.BFLOAT16, arena);

            long bytes = 0;
            for (Weight weight : Weight.values()) {
                int layers = !model.has(weight) ? 0 : weight.perLayer() ? model.layers() : 1;
                for (int layer = 0; layer < layers; layer++) {
                    bytes += Shapes.isVector(weight)
                            ? model.columns(weight) * 2L
                            : weights.matrix(weight, layer).data().byteSize();
                }
            }
            assertThat(bytes).isEqualTo(16_060_522_496L);
        }
    }
}
