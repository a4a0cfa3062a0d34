package org.unmask.result.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportersTest {
    @TempDir
    private Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("results"), content);
    }

    @Test
    void formatsHaveNamesOfTheirOwn() {
        assertThat(Importers.ALL).extracting(Importer::id).doesNotHaveDuplicates();
        assertThat(Importers.known()).contains("llama-bench");
        assertThat(Importers.ALL)
                .extracting(Importer::summary)
                .allSatisfy(summary -> assertThat(summary).isNotBlank());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t\n"})
    void anEmptyFileIsSaidToBeEmpty(String content) throws IOException {
        Path file = file(content);

        assertThatThrownBy(() -> Importers.read(file))
                .hasMessage(file + ": empty; expected results of " + Importers.known());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\n  {\n    \"n_gen\": 100,", "[{}, ", "{\"n_gen\": [1, 2", "{\"a\": \"b"})
    void aFileThatEndsTooSoonIsSaidToBeCutOff(String content) throws IOException {
        Path file = file(content);

        assertThatThrownBy(() -> Importers.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": cut off after " + content.length() + " bytes: its JSON has no end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"n_gen\": 100,, }", "{\"n_gen\": -nan}", "{\"n_gen\" 100}", "{} x"})
    void whatIsNoJsonIsNamedWithItsPlace(String content) throws IOException {
        Path file = file(content);

        assertThatThrownBy(() -> Importers.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("\\Q" + file + "\\E: byte \\d+: malformed JSON: [^\\n]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"mean_ttft_ms\": 12.5}",
                "model,size\ntiny,1\n",
                "| model | size |\n",
                "{\"n_prompt\": 1, \"n_gen\": 1, \"avg_ns\": 1}"
            })
    void aFormatThatIsNotKnownIsAnsweredWithThoseThatAre(String content) throws IOException {
        Path file = file(content);

        assertThatThrownBy(() -> Importers.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": not results in a known format; known: " + Importers.known());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unmask.result/2", "unmask.prediction/1", "unmask.study/1"})
    void aFileOfThisProgramNeedsNoImport(String schema) throws IOException {
        Path file = file("{\"type\": \"study\", \"schema\": \"" + schema + "\"}\n{\"type\": \"run\"}\n");

        assertThatThrownBy(() -> Importers.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        file + ": a file of this program (" + schema + "), no result of another; what it measured or"
                                + " predicted needs no import: see `unmask compare`");
    }

    @Test
    void whatIsNoTextOrNotThereIsSaidSo() throws IOException {
        Path bytes = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xC3, 0x28});

        assertThatThrownBy(() -> Importers.read(bytes)).hasMessage(bytes + ": not UTF-8");
        assertThatThrownBy(() -> Importers.read(folder)).hasMessage(folder + ": not a regular file");
        assertThatThrownBy(() -> Importers.read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }
}
