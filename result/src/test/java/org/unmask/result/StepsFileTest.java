package org.unmask.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.decode.StepCounts;

class StepsFileTest {
    @TempDir
    private Path folder;

    private StepCounts read(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("steps.json"), json);
        return AssumptionFiles.ON_DISK.steps(file.toString());
    }

    @Test
    void probabilitiesAndObservedNumbersSayTheSame() throws IOException {
        StepCounts given =
                read("{\"schema\": \"unmask.steps/1\", \"steps\": [12, 23, 48], \"probabilities\": [0.25, 0.5, 0.25]}");
        StepCounts observed = read("{\"schema\": \"unmask.steps/1\", \"observed\": [12, 48, 23, 23]}");

        assertThat(given).isEqualTo(observed);
        assertThat(given.mean()).isCloseTo(26.5, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"schema\": \"unmask.steps/2\"} | 'unmask.steps/1'",
                "{\"schema\": \"unmask.steps/1\"} | or else observed",
                "{\"schema\": \"unmask.steps/1\", \"steps\": [2], \"observed\": [2]} | or else observed",
                "{\"schema\": \"unmask.steps/1\", \"steps\": [2.5], \"probabilities\": [1]} | whole number",
                "{\"schema\": \"unmask.steps/1\", \"steps\": [2], \"probabilities\": [0.9]} | sum to 0.9, not 1",
                "{\"schema\": \"unmask.steps/1\", \"observed\": [0, 3]} | 0 passes stand first"
            })
    void badFilesAreOneLineWithTheirName(String json, String message) {
        assertThatThrownBy(() -> read(json)).hasMessageContaining("steps.json").hasMessageContaining(message);
    }
}
