package org.unmask.run.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
    private static final int SIZE = 3_000_000;

    @TempDir
    private Path folder;

    private String of(String place, String file, byte[] content) throws IOException {
        Path weights = Files.createDirectories(folder.resolve(place)).resolve(file);
        Files.write(weights, content);
        return Fingerprint.ofWeights(weights);
    }

    private static byte[] content() {
        byte[] content = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            content[i] = (byte) (i * 31);
        }
        return content;
    }

    @Test
    void thePlaceOfWeightsDoesNotMatter() throws IOException {
        assertThat(of("here", "model.safetensors", content()))
                .matches("sha256:[0-9a-f]{16}")
                .isEqualTo(of("there", "model.safetensors", content()));
        assertThat(of("here", "model.gguf", content())).isEqualTo(of("there", "other.gguf", content()));
    }

    @Test
    void otherWeightsAreToldApart() throws IOException {
        String before = of("a", "model.safetensors", content());
        for (int at : new int[] {0, SIZE / 3, SIZE - 1}) {
            byte[] changed = content();
            // As many bytes as lie between two samples.
            for (int i = at; i < Math.min(SIZE, at + SIZE / 1000); i++) {
                changed[i]++;
            }
            assertThat(of("b", "model.safetensors", changed))
                    .as("from byte %d", at)
                    .isNotEqualTo(before);
        }
        assertThat(of("b", "model.safetensors", new byte[] {1}))
                .isNotEqualTo(of("b", "model.safetensors", new byte[] {}));
    }

    @Test
    void everyShardCounts() throws IOException {
        String one = of("shards", "model-1.safetensors", content());

        assertThat(of("shards", "model-2.safetensors", new byte[] {1})).isNotEqualTo(one);
        assertThat(Fingerprint.ofWeights(folder.resolve("shards/model.safetensors.index.json")))
                .isEqualTo(Fingerprint.ofWeights(folder.resolve("shards/model-1.safetensors")));
    }

    @Test
    void textsAreNotRunTogether() {
        assertThat(Fingerprint.ofTexts(Stream.of("ab", "c"))).isNotEqualTo(Fingerprint.ofTexts(Stream.of("a", "bc")));
        assertThat(Fingerprint.ofTexts(Stream.of("ab", "c"))).isEqualTo(Fingerprint.ofTexts(Stream.of("ab", "c")));
    }
}
