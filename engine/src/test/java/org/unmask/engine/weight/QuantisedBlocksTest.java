package org.unmask.engine.weight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Blocks of random bits, with their values as gguf-py reads them: see `quantised-blocks.py` beside the file.
class QuantisedBlocksTest {
    private static final String FILE = "quantised-blocks.gguf";

    @TempDir
    private Path folder;

    private GgufFile file(Arena arena) throws IOException {
        Path path = folder.resolve(FILE);
        try (InputStream in = Objects.requireNonNull(QuantisedBlocksTest.class.getResourceAsStream(FILE))) {
            Files.copy(in, path);
        }
        return GgufFile.open(path, arena);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void haveTheValuesOfTheReferenceReader(ElementType type) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            GgufFile file = file(arena);
            StoredTensor tensor = file.tensor(type.name());

            assertThat(tensor.type()).isEqualTo(type);
            assertThat(tensor.float32())
                    .hasSize(3 * type.blockElements())
                    .isEqualTo(file.tensor(type + ".values").float32());
        }
    }

    @Test
    void sizesAreThoseOfTheTable() {
        for (GgufElements known : GgufElements.values()) {
            known.readable().ifPresent(type -> {
                assertThat(known.blockElements()).isEqualTo(type.blockElements());
                assertThat(known.blockBytes()).isEqualTo(type.blockBytes());
            });
        }
        assertThat(GgufElements.of(12).flatMap(GgufElements::readable)).contains(ElementType.Q4_K);
        assertThat(GgufElements.Q8_K.readable()).isEmpty();
    }
}
