package org.unmask.engine.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufPartsTest {
    @TempDir
    private Path folder;

    private Path part(String name, int number, int count, int tensors, String tensor, float value) throws IOException {
        Path path = folder.resolve(name);
        new GgufWriter()
                .whole("split.no", number)
                .whole("split.count", count)
                .whole("split.tensors.count", tensors)
                .write(
                        path,
                        List.of(new NewTensor(
                                tensor,
                                ElementType.F32,
                                List.of(1L),
                                arena -> arena.allocateFrom(ValueLayout.JAVA_FLOAT, value))),
                        _ -> {});
        return path;
    }

    @Test
    void tensorsOfAllFilesAreFound() throws IOException {
        Path first = part("m-00001-of-00002.gguf", 0, 2, 2, "a", 1);
        Path second = part("m-00002-of-00002.gguf", 1, 2, 2, "output.weight", 2);
        try (Arena arena = Arena.ofConfined()) {
            GgufFile file = GgufFile.open(first, arena);

            assertThat(file.names()).containsExactly("a", "output.weight");
            assertThat(file.tensor("output.weight").float32()).containsExactly(2);
            assertThat(file.tensor("output.weight").file()).isEqualTo(second);
            assertThat(GgufFile.files(first)).containsExactly(first, second);
        }
        assertThat(GgufFile.isContinuation("m-00002-of-00002.gguf")).isTrue();
        assertThat(GgufFile.isContinuation("m-00001-of-00002.gguf")).isFalse();
        assertThat(GgufFile.isContinuation("m.gguf")).isFalse();
    }

    @Test
    void whatDoesNotBelongTogetherIsOneLine() throws IOException {
        Path first = part("m-00001-of-00002.gguf", 0, 2, 2, "a", 1);
        assertRefused(
                first, "m-00002-of-00002.gguf: no such file; m-00001-of-00002.gguf says that the model has 2 files");
        Path second = part("m-00002-of-00002.gguf", 1, 2, 2, "a", 2);
        assertRefused(second, "'split.no' is a UINT32; expected 0, for this is file 2 of 2 of a model");
        assertRefused(first, "its 2 files have 1 tensors of different names; 'split.tensors.count' says 2");
        part("m-00002-of-00002.gguf", 1, 3, 2, "b", 2);
        assertRefused(first, "'split.count' is a UINT32; expected 2, as the first file says");
        part("m-00002-of-00002.gguf", 0, 2, 2, "b", 2);
        assertRefused(first, "'split.no' is a UINT32; expected 1, as its name says");
        Path renamed = Files.move(first, folder.resolve("model.gguf"));
        assertRefused(renamed, "the first of 2 files of a model; expected a name that ends with -00001-of-00002.gguf");
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> GgufFile.open(file, Arena.ofAuto()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }
}
