package org.unmask.result.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Reads a folder of real results, if one is named: `-Dunmask.results=FOLDER`.
@EnabledIfSystemProperty(named = "unmask.results", matches = ".+")
class RealFilesTest {
    @Test
    void everyFileIsReadOrRefusedInOneLine() {
        ImportedFiles files = ImportedFiles.read(List.of(Path.of(System.getProperty("unmask.results"))));

        assertThat(files.results()).isNotEmpty();
        assertThat(files.results())
                .allSatisfy(result -> assertThat(result.metrics())
                        .isNotEmpty()
                        .allSatisfy(metric -> assertThat(metric.definition()).isNotBlank()));
        assertThat(files.bad())
                .extracting(Exception::getMessage)
                .allSatisfy(message -> assertThat(message).doesNotContain("\n").isNotBlank());
    }
}
