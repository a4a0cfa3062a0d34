package org.unmask.result.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.result.Damage;
import org.unmask.result.ImportedResult;

/// Damaged copies of the samples: each is read, or refused in one line. `-Dunmask.mutations=1000000` reads as many.
class DamagedFilesTest {
    private static final int MUTATIONS = Integer.getInteger("unmask.mutations", 4000);
    private static final long SEED = 20251004;

    @TempDir
    private Path folder;

    @Test
    void everyDamagedFileIsReadOrRefusedInOneLine() throws IOException {
        Random random = new Random(SEED);
        List<String> samples = Samples.ALL.values().stream().sorted().toList();
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            String damaged = Damage.of(samples.get(i % samples.size()), random);
            refused += isRefused(damaged) ? 1 : 0;
        }
        assertThat(refused).isBetween(1, MUTATIONS - 1);
    }

    private boolean isRefused(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("damaged"), content);
        return Damage.isRefused(file, damaged -> {
            for (ImportedResult result : Importers.read(damaged)) {
                assertThat(ImportedResult.of(result.json())).isEqualTo(result);
            }
        });
    }

    @Test
    void aFileThatIsTooBigOrTooDeepIsRefusedWithoutBeingHeld() throws IOException {
        Path big = folder.resolve("big");
        try (OutputStream out = Files.newOutputStream(big)) {
            byte[] blank = new byte[1 << 20];
            Arrays.fill(blank, (byte) ' ');
            for (int i = 0; i < 100; i++) {
                out.write(blank);
            }
        }
        Path deep = Files.writeString(folder.resolve("deep"), "[".repeat(1_000_000));
        Path many = Files.writeString(folder.resolve("many"), "[" + "{},".repeat(10_000_001) + "{}]");

        StringBuilder keys = new StringBuilder("{\"a\": 1");
        for (int i = 0; i < 100_001; i++) {
            keys.append(", \"").append(i).append("\": 1");
        }
        Path wide = Files.writeString(folder.resolve("wide"), keys.append('}'));

        assertThatThrownBy(() -> Importers.read(wide))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("an object of more than 100000 keys");
        assertThatThrownBy(() -> Importers.read(big))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> Importers.read(deep))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nesting depth");
        assertThatThrownBy(() -> Importers.read(many))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*more than \\d+ values.*");
    }
}
