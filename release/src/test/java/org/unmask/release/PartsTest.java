package org.unmask.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsTest {
    private static final String LIST = """
            {"components": [
              {"purl": "pkg:maven/org.tukaani/xz@1.12?type=jar"},
              {"purl": "pkg:maven/org.duckdb/duckdb_jdbc@1.5.6.0?type=jar"}]}
            """;

    @TempDir
    Path folder;

    @Test
    void listOfThisBuildIsTakenAsItStands() throws IOException {
        Path file = Files.writeString(folder.resolve("parts.json"), LIST);
        assertThat(Parts.read(file, List.of("duckdb_jdbc-1.5.6.0.jar", "xz-1.12.jar")))
                .asString()
                .isEqualTo(LIST);
    }

    @Test
    void listOfAnEarlierBuildIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("parts.json"), LIST);
        assertThatIOException()
                .isThrownBy(() -> Parts.read(file, List.of("xz-1.12.jar", "duckdb_jdbc-1.5.7.0.jar")))
                .withMessageContaining("does not name duckdb_jdbc-1.5.7.0.jar")
                .withMessageContaining("without -o");
    }

    @Test
    void missingListSaysHowItIsMade() {
        assertThatThrownBy(() -> Parts.read(folder.resolve("parts.json"), List.of()))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("./mvnw -q -Prelease -DskipTests package without -o");
    }
}
