package org.unmask.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.core.decode.Outcome;
import org.unmask.core.op.DType;
import org.unmask.result.RunResult.OperatorSample;
import org.unmask.result.RunResult.PassSample;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A file that is killed at any moment loses at most the line that was being written, and says so.
class ResultFileTest {
    @TempDir
    private Path folder;

    private Path path() {
        return folder.resolve("below").resolve("results.jsonl");
    }

    private static ObjectNode line(int number, String text) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("type", number % 2 == 0 ? "even" : "odd")
                .put("number", number)
                .put("text", text);
    }

    /// Three lines; the text of the last has characters of several bytes, a line break and quotes.
    private byte[] three() throws IOException {
        try (ResultFile file = ResultFile.append(path())) {
            file.append(line(0, "zero"));
            file.append(line(1, "one"));
            file.append(line(2, "zwei\n\"µ\" 題"));
        }
        return Files.readAllBytes(path());
    }

    @Test
    void whatWasAppendedIsThereWhenItIsOpenedAgain() throws IOException {
        byte[] bytes = three();

        try (ResultFile file = ResultFile.append(path())) {
            assertThat(file.torn()).isEmpty();
            assertThat(file.path()).isEqualTo(path());
            assertThat(file.lines()).containsExactly(line(0, "zero"), line(1, "one"), line(2, "zwei\n\"µ\" 題"));
            assertThat(file.lines("even")).hasSize(2);
            assertThat(file.lines("none")).isEmpty();
            file.append(line(3, ""));
            assertThat(file.lines("odd")).hasSize(2);
        }
        assertThat(Files.readAllBytes(path())).startsWith(bytes);
        assertThat(Files.readAllLines(path())).hasSize(4);
    }

    @Test
    void aNewFileAndItsFoldersAreMade() throws IOException {
        try (ResultFile file = ResultFile.append(path())) {
            assertThat(file.lines()).isEmpty();
            assertThat(file.torn()).isEmpty();
        }
        assertThat(path()).isEmptyFile();
    }

    /// From the first byte of the last line to the one before its line break.
    @Test
    void aTornLastLineIsReportedCutAndDoneAgainWhereverItWasTorn() throws IOException {
        byte[] whole = three();
        int last = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf('\n', whole.length - 2) + 1;
        for (int length = last + 1; length < whole.length; length++) {
            Files.write(path(), Arrays.copyOf(whole, length));
            try (ResultFile file = ResultFile.append(path())) {
                assertThat(file.torn())
                        .as("after %d bytes", length)
                        .startsWith(path() + " line 3: torn after " + (length - last) + " bytes")
                        .doesNotContain("\n");
                assertThat(file.lines()).hasSize(2);
                assertThat(Files.size(path())).isEqualTo(last);
                file.append(line(2, "zwei\n\"µ\" 題"));
            }
            assertThat(Files.readAllBytes(path())).isEqualTo(whole);
        }
        Files.write(path(), Arrays.copyOf(whole, last));
        try (ResultFile file = ResultFile.append(path())) {
            assertThat(file.torn()).as("nothing of the last line was written").isEmpty();
            assertThat(file.lines()).hasSize(2);
        }
    }

    /// A power cut can leave the length of a line without its content.
    @Test
    void aLastLineOfZerosIsTornToo() throws IOException {
        byte[] whole = three();
        Files.write(path(), Arrays.copyOf(whole, whole.length + 37));

        try (ResultFile file = ResultFile.append(path())) {
            assertThat(file.torn()).contains("line 4: torn after 37 bytes");
            assertThat(file.lines()).hasSize(3);
        }
        assertThat(Files.readAllBytes(path())).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":", "[1,2]", "17", "", "{\"a\":1}{\"b\":2}", "\u0000\u0000"})
    void aBadLineBeforeTheLastIsAnErrorThatNamesLineAndByte(String bad) throws IOException {
        byte[] whole = three();
        List<String> lines = Files.readAllLines(path());
        byte[] changed = (lines.get(0) + "\n" + bad + "\n" + lines.get(2) + "\n").getBytes(StandardCharsets.UTF_8);
        Files.write(path(), changed);

        assertThatThrownBy(() -> ResultFile.append(path()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        path() + " line 2, byte " + (lines.get(0).length() + 1))
                .hasMessageNotContaining("\n");
        assertThat(Files.readAllBytes(path())).as("left as it was").isEqualTo(changed);
        Files.write(path(), whole);
        ResultFile.append(path()).close();
    }

    @Test
    void aSecondOpenerIsRefused() throws IOException {
        try (ResultFile file = ResultFile.append(path())) {
            file.append(line(0, "zero"));
            assertThatThrownBy(() -> ResultFile.append(path()))
                    .isInstanceOf(IOException.class)
                    .hasMessage(path() + " is being written by another study");
            file.append(line(1, "one"));
        }
        try (ResultFile file = ResultFile.append(path())) {
            assertThat(file.lines()).hasSize(2);
        }
    }

    @Test
    void whatCannotBeWrittenIsNamedAndADeviceIsNoResultFile() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        ResultFile closed = ResultFile.append(path());
        closed.close();

        assertThatThrownBy(() -> closed.append(line(0, "zero")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(path() + ": cannot write any more (");
        assertThatThrownBy(() -> ResultFile.append(full))
                .isInstanceOf(IOException.class)
                .hasMessage("/dev/full is no regular file; results are read back while they are written");
    }

    @Test
    void aFolderIsNoResultFile() throws IOException {
        Files.createDirectories(path());

        assertThatThrownBy(() -> ResultFile.append(path())).isInstanceOf(IOException.class);
    }

    @Test
    void resultsAreReadAsTheyWereWritten() {
        RunResult run = new RunResult(
                SettingTest.FULL,
                3,
                0.1 + 0.2,
                List.of(
                        new PassSample(1e-9, new Outcome(6, 2, 1, 3), Map.of("embed", 1e-10, "attention", 3e-10)),
                        new PassSample(2, new Outcome(1, 0, 0, 3)),
                        new PassSample(0.5, new Outcome(1, 0, 0, 3), Map.of(), OptionalDouble.of(5.25))),
                List.of(new OperatorSample("qkv_proj", 1L << 40, 0.5)),
                1L << 41);
        assertThat(RunResult.of(run.json())).isEqualTo(run);
        AnswerResult answer =
                new AnswerResult(SettingTest.FULL, 7, "36+8=44\n#### 44", true, true, false, 9, 64, 30, 0.25, 4);
        assertThat(AnswerResult.of(answer.json())).isEqualTo(answer);
        Map<DType, Double> rates = new EnumMap<>(Map.of(DType.FLOAT32, 1e11, DType.BFLOAT16, 2e11));
        ProbeResult probe = new ProbeResult("cpu", 2, 1L << 35, 3e10, 1.5e11, Map.of("vector", rates));
        assertThat(ProbeResult.of(probe.json())).isEqualTo(probe);
        assertThat(probe.peak(DType.FLOAT32)).isEqualTo(1.5e11);
        assertThat(probe.peak(DType.BFLOAT16)).isEqualTo(2e11);
        assertThat(run.passSeconds()).isEqualTo(2 + 1e-9 + 0.5);
    }
}
