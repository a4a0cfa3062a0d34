package org.unmask.engine.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.unmask.engine.weight.SafetensorsFixture.entry;
import static org.unmask.engine.weight.SafetensorsFixture.file;
import static org.unmask.engine.weight.SafetensorsFixture.write;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;

class SafetensorsFileTest {
    private static final int MUTATIONS = 4000;
    private static final String TWO =
            "{" + entry("a", "F32", "2,3", 0, 24) + "," + entry("b", "BF16", "4", 24, 32) + "}";

    @TempDir
    private Path folder;

    private SafetensorsFile open(byte[] content) throws IOException {
        return SafetensorsFile.open(write(folder, content), Arena.ofAuto());
    }

    @Test
    void findsTensorsWithTheirShapeAndData() throws IOException {
        SafetensorsFile file = open(file(TWO, 32));
        StoredTensor b = file.tensor("b");

        assertThat(file.names()).containsExactly("a", "b");
        assertThat(file.tensor("a").shape()).containsExactly(2L, 3L);
        assertThat(b.type()).isEqualTo(ElementType.BF16);
        assertThat(b.data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(24, 25, 26, 27, 28, 29, 30, 31);
    }

    @Test
    void acceptsEmptyTensorsScalarsPaddingAndUnknownKeys() throws IOException {
        String header = "{\"none\":{\"dtype\":\"F32\",\"shape\":[0,7],\"data_offsets\":[0,0],\"more\":[1]},"
                + entry("one", "F32", "", 0, 4) + "}   ";
        SafetensorsFile file = open(file(header, 4));

        assertThat(file.tensor("none").data().byteSize()).isZero();
        assertThat(file.tensor("one").shape()).isEqualTo(List.of());
    }

    @Test
    void anUnknownElementTypeIsAnErrorOnlyWhenAskedFor() throws IOException {
        SafetensorsFile file = open(file("{" + entry("a", "I32", "1", 0, 4) + "}", 4));

        assertThatThrownBy(() -> file.tensor("a"))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*model.safetensors: byte \\d+: tensor 'a' has dtype 'I32'; expected F32, .*");
        assertThatThrownBy(() -> file.tensor("c")).hasMessageEndingWith("model.safetensors: no tensor 'c'");
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("outside", "{" + entry("a", "F32", "9", 0, 36) + "}", "outside the 32 bytes of data"),
                Arguments.of("reversed", "{" + entry("a", "F32", "1", 32, 28) + "}", "outside the 32 bytes"),
                Arguments.of("huge", "{" + entry("a", "F32", "9", 0, Long.MAX_VALUE) + "}", "outside"),
                Arguments.of("too huge", TWO.replace("[0,24]", "[0,99999999999999999999]"), "byte"),
                Arguments.of("longer number", TWO.replace("[0,24]", "[0," + "9".repeat(100) + "]"), "byte"),
                Arguments.of("negative", TWO.replace("[0,24]", "[-24,24]"), "numbers from 0"),
                Arguments.of("fraction", TWO.replace("[0,24]", "[0,24.0]"), "whole numbers"),
                Arguments.of("overlap", TWO.replace("[24,32]", "[20,28]"), "overlap"),
                Arguments.of("hole", "{" + entry("b", "BF16", "4", 24, 32) + "}", "leave a hole"),
                Arguments.of("more data", "{" + entry("a", "F32", "2,3", 0, 24) + "}", "end after 24 bytes"),
                Arguments.of("wrong size", TWO.replace("[2,3]", "[2,4]"), "tensor 'a': 24 bytes for F32 [2, 4]"),
                Arguments.of("size overflows", TWO.replace("[2,3]", "[4294967296,4294967296,6]"), "24 bytes for F32"),
                Arguments.of("many dimensions", TWO.replace("[2,3]", "[6" + ",1".repeat(40) + "]"), "at most 16"),
                Arguments.of("negative size", TWO.replace("[2,3]", "[-2,-3]"), "numbers from 0"),
                Arguments.of("duplicate tensor", TWO.replace("\"b\"", "\"a\""), "Duplicate"),
                Arguments.of("duplicate key", TWO.replace("\"shape\"", "\"dtype\""), "Duplicate"),
                Arguments.of("no dtype", TWO.replace("\"dtype\"", "\"type\""), "tensor 'a' lacks dtype"),
                Arguments.of("one offset", TWO.replace("[0,24]", "[24]"), "lacks"),
                Arguments.of("dtype a number", TWO.replace("\"F32\"", "32"), "a string as dtype of tensor 'a'"),
                Arguments.of("tensor a list", "{\"a\":[]}", "an object for tensor 'a'"),
                Arguments.of("list", "[]", "an object of tensors"),
                Arguments.of("text", "hello, world", "Unrecognized token"),
                Arguments.of("spaces", "     ", "an object of tensors"),
                Arguments.of("unfinished", TWO.substring(0, TWO.length() - 1), "end-of-input"),
                Arguments.of("more JSON", TWO + "{}", "more JSON after the tensors"),
                Arguments.of("deep", "{\"__metadata__\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}", "depth"),
                Arguments.of("control", TWO.replace("\"b\"", "\"b\u0000\n\""), "byte"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void anUntrueHeaderIsOneLineWithFileAndByte(String name, String header, String message) throws IOException {
        byte[] content = file(header, 32);

        assertThatThrownBy(() -> open(content))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*model\\.safetensors: byte \\d+: .*")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @MethodSource("headerLengths")
    void aHeaderLengthThatIsNotTrueIsRefused(long length) {
        byte[] content = file(TWO, 32);
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);

        assertThatThrownBy(() -> open(content))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*model\\.safetensors: byte \\d+: .*");
    }

    static Stream<Long> headerLengths() {
        long truth = TWO.length();
        return Stream.of(0L, 1L, 2L, truth - 1, truth + 1, truth + 32, truth + 33, 1L << 40, Long.MAX_VALUE, -1L);
    }

    @Test
    void aFileCutAnywhereIsRefused() {
        byte[] content = file(TWO, 32);

        for (int length = 0; length < content.length; length++) {
            byte[] cut = Arrays.copyOf(content, length);
            assertThatThrownBy(() -> open(cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching(".*model\\.safetensors: byte \\d+: .*");
        }
    }

    @Test
    void whatIsNotAFileIsSaidSo() {
        assertThatThrownBy(() -> SafetensorsFile.open(folder, Arena.ofAuto()))
                .hasMessage(folder + ": not a regular file");
        assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("x"), Arena.ofAuto()))
                .hasMessage(folder.resolve("x") + ": no such file");
    }

    /// Whatever a file says, reading it gives weights or an [IOException].
    @Test
    @Timeout(120)
    void mutatedFilesAreReadOrRefused() throws IOException {
        byte[] valid = SafetensorsFixture.checkpoint(TensorNames.HUGGING_FACE, "F16", 2);
        Random random = new Random(20260101);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            refused += isRefused(mutated(valid, random)) ? 1 : 0;
        }
        assertThat(refused).isBetween(MUTATIONS / 2, MUTATIONS - 1);
    }

    private boolean isRefused(byte[] content) throws IOException {
        Path path = write(folder, content);
        try (Arena arena = Arena.ofShared()) {
            SafetensorsFile file = SafetensorsFile.open(path, arena);
            StoredWeights weights =
                    new StoredWeights(file, SafetensorsFixture.MODEL, TensorNames.HUGGING_FACE, DType.BFLOAT16, arena);
            for (Weight weight : SafetensorsFixture.weights()) {
                weights.matrix(weight, 0);
            }
            return false;
        } catch (IOException e) {
            assertThat(e.getMessage()).startsWith(path + ": ").doesNotContain("\n");
            return true;
        }
    }

    private static byte[] mutated(byte[] valid, Random random) {
        byte[] content = valid.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(content.length);
            switch (random.nextInt(5)) {
                case 0 -> content[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> content[at] = (byte) "0123456789[]{}\",:-.e\0\\".charAt(random.nextInt(22));
                case 2 -> content = Arrays.copyOf(content, at + 1);
                case 3 -> System.arraycopy(content, random.nextInt(at + 1), content, at, content.length - at);
                case 4 -> content[random.nextInt(Math.min(8, content.length))] = (byte) random.nextInt();
                default -> throw new IllegalStateException();
            }
        }
        return content;
    }
}
