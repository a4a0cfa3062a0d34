package org.unmask.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssumptionFilesTest {
    private static final String SCHEMA = "{\"schema\": \"unmask.acceptance/1\", ";

    @TempDir
    private Path folder;

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("rates.json"), text).toString();
    }

    @Test
    void bothWaysToWriteADistributionAreRead() throws IOException {
        assertThat(AssumptionFiles.ON_DISK
                        .acceptance(file(SCHEMA + "\"probabilities\": [0.25, 0.25, 0.5]}"))
                        .probabilities())
                .containsExactly(0.25, 0.25, 0.5);
        assertThat(AssumptionFiles.ON_DISK
                        .acceptance(file(SCHEMA + "\"by_position\": [0.75, 0.5]}"))
                        .probabilities())
                .containsExactly(0.25, 0.25, 0.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"probabilities\": [0.5, 0.4]}                      | sum to 0.9, not 1",
                "\"probabilities\": []}                              | sum to 0.0, not 1",
                "\"by_position\": [0.5, 0.75]}                       | position 2 is kept with probability 0.75",
                "\"probabilities\": [1], \"by_position\": [1]}       | a list of numbers, or else by_position",
                "\"other\": 1}                                       | a list of numbers, or else by_position",
                "\"probabilities\": [0.5, \"half\"]}                 | a list of numbers",
                "\"probabilities\": 0.5}                             | a list of numbers",
                "\"probabilities\": [0.5                             | malformed JSON"
            })
    void whatIsNoDistributionIsOneLineThatNamesTheFile(String text, String reason) throws IOException {
        String file = file(SCHEMA + text);

        assertThatThrownBy(() -> AssumptionFiles.ON_DISK.acceptance(file))
                .hasMessageContaining("rates.json")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> AssumptionFiles.ON_DISK.acceptance(
                        folder.resolve("none").toString()))
                .hasMessageContaining(folder.resolve("none") + ": no such file");
    }
}
