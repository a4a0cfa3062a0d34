package org.unmask.engine.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.unmask.engine.weight.GgufFixture.start;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GgufFileTest {
    private static final int TEXT = 8;
    private static final int ARRAY = 9;

    @TempDir
    private Path folder;

    private GgufFile open(byte[] content) throws IOException {
        return GgufFile.open(Files.write(folder.resolve("model.gguf"), content), Arena.ofAuto());
    }

    private static byte[] valid() {
        return start(2, 9)
                .text("a.text")
                .int32(TEXT)
                .text("näive")
                .text("a.u32")
                .int32(4)
                .int32(-1)
                .text("a.i32")
                .int32(5)
                .int32(-1)
                .text("a.f32")
                .int32(6)
                .int32(Float.floatToIntBits(1e-5f))
                .text("a.bool")
                .int32(7)
                .int8(1)
                .text("a.u64")
                .int32(10)
                .int64(1L << 40)
                .text("a.u16")
                .int32(2)
                .int8(0xFE)
                .int8(0xFF)
                .text("a.texts")
                .int32(ARRAY)
                .int32(TEXT)
                .int64(2)
                .text("x")
                .text("")
                .text("a.numbers")
                .int32(ARRAY)
                .int32(1)
                .int64(3)
                .int8(1)
                .int8(-2)
                .int8(3)
                .tensor("m", 0, 3, 2)
                .typed("v", 8, 32, 32)
                .data(66);
    }

    @Test
    void findsTensorsWithTheirShapeAndData() throws IOException {
        GgufFile file = open(valid());
        StoredTensor v = file.tensor("v");

        assertThat(file.names()).containsExactly("m", "v");
        assertThat(file.tensor("m").shape()).as("outermost first").containsExactly(2L, 3L);
        assertThat(file.tensor("m").data().byteSize()).isEqualTo(24);
        assertThat(v.type()).isEqualTo(ElementType.Q8_0);
        assertThat(v.offset()).isEqualTo(Files.size(file.path()) - 34);
        assertThat(v.data().byteSize()).isEqualTo(34);
        assertThat(v.data().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 32);
    }

    @Test
    void metadataIsReadByTypeAndRange() throws IOException {
        GgufMetadata metadata = open(valid()).metadata();

        assertThat(metadata.keys()).hasSize(9).contains("a.text");
        assertThat(metadata.text("a.text")).isEqualTo("näive");
        assertThat(metadata.whole("a.u32", 0, Long.MAX_VALUE)).isEqualTo(0xFFFFFFFFL);
        assertThat(metadata.whole("a.i32", -1, 0)).isEqualTo(-1);
        assertThat(metadata.whole("a.u16", 0, 70_000)).isEqualTo(0xFFFE);
        assertThat(metadata.whole("a.u64", 0, Long.MAX_VALUE)).isEqualTo(1L << 40);
        assertThat(metadata.positive("a.f32")).isEqualTo(1e-5);
        assertThat(metadata.flag("a.bool")).contains(true);
        assertThat(metadata.flag("b.bool")).isEmpty();
        assertThat(metadata.texts("a.texts")).containsExactly("x", "");
        assertThat(metadata.wholes("a.numbers")).containsExactly(1L, -2L, 3L);
        assertThat(metadata.count("a.none", 7)).isEqualTo(7);
    }

    @Test
    void aValueOfAnotherTypeIsOneLineWithKeyAndByte() throws IOException {
        GgufMetadata metadata = open(valid()).metadata();

        assertThatThrownBy(() -> metadata.count("a.text"))
                .hasMessageMatching(
                        ".*model.gguf: byte \\d+: 'a.text' is a STRING; expected a whole number from 1 to 2147483647");
        assertThatThrownBy(() -> metadata.count("a.i32")).hasMessageEndingWith("to 2147483647, not -1");
        assertThatThrownBy(() -> metadata.text("a.texts"))
                .hasMessageContaining("an array of 2 STRING; expected a text");
        assertThatThrownBy(() -> metadata.positive("a.bool")).hasMessageContaining("a BOOL; expected a number above 0");
        assertThatThrownBy(() -> metadata.flag("a.u32")).hasMessageContaining("expected true or false");
        assertThatThrownBy(() -> metadata.texts("a.numbers")).hasMessageContaining("expected an array of texts");
        assertThatThrownBy(() -> metadata.count("b"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("model.gguf: 'b' is missing; expected a whole number from 1 to 2147483647");
    }

    @Test
    void anElementTypeThatCannotBeReadIsAnErrorOnlyWhenAskedFor() throws IOException {
        GgufFile file =
                open(start(2, 0).typed("q", 15, 0, 256).typed("new", 99, 320, 7).data(400));

        assertThatThrownBy(() -> file.tensor("q"))
                .hasMessageMatching(
                        ".*byte \\d+: tensor 'q' has element type Q8_K; expected one of F32, F16, BF16, .*");
        assertThatThrownBy(() -> file.tensor("new")).hasMessageContaining("element type number 99");
        assertThatThrownBy(() -> file.tensor("none")).hasMessageEndingWith("model.gguf: no tensor 'none'");
    }

    @Test
    void dataIsAlignedAsTheFileSays() throws IOException {
        GgufFixture fixture =
                start(1, 1).text("general.alignment").int32(4).int32(8).tensor("a", 8, 1);
        int header = fixture.bytes().length;
        byte[] content = Arrays.copyOf(fixture.bytes(), Math.ceilDiv(header, 8) * 8 + 12);

        assertThat(open(content).tensor("a").offset()).isEqualTo(Math.ceilDiv(header, 8) * 8L + 8);
    }

    static Stream<Arguments> hostile() {
        long most = Long.MAX_VALUE;
        return Stream.of(
                Arguments.of(
                        "another format", new GgufFixture().raw("GGML").int32(3).data(64), "expected 'GGUF'"),
                Arguments.of(
                        "version 1", new GgufFixture().raw("GGUF").int32(1).data(64), "version 1; expected 2 or 3"),
                Arguments.of(
                        "big-endian",
                        new GgufFixture().raw("GGUF").int32(3 << 24).data(64),
                        "little-endian"),
                Arguments.of("tensors", start(most, 0).data(64), most + " tensors; expected at most"),
                Arguments.of("negative", start(-1, 0).data(64), "18446744073709551615 tensors; expected at most"),
                Arguments.of("values", start(0, most).data(64), most + " metadata values; expected at most"),
                Arguments.of("long key", start(0, 1).int64(most).data(64), most + " bytes of a key; expected at most"),
                Arguments.of("key of half", start(0, 1).int64(-7).data(64), "bytes of a key; expected at most"),
                Arguments.of(
                        "key not UTF-8",
                        start(0, 1).int64(2).raw("\u00ff\u00fe").data(64),
                        "a key in UTF-8"),
                Arguments.of("value type", start(0, 1).text("k").int32(13).data(64), "has type 13; expected 0 to 12"),
                Arguments.of("no type", start(0, 1).text("k").int32(-1).data(64), "has type 4294967295; expected"),
                Arguments.of(
                        "long text",
                        start(0, 1).text("k").int32(TEXT).int64(1L << 62).data(64),
                        "4611686018427387904 bytes of the value of 'k'; expected at most"),
                Arguments.of(
                        "long array",
                        start(0, 1)
                                .text("k")
                                .int32(ARRAY)
                                .int32(10)
                                .int64(1L << 61)
                                .data(64),
                        "2305843009213693952 elements of the value of 'k'; expected at most"),
                Arguments.of(
                        "many empty texts",
                        start(0, 1).text("k").int32(ARRAY).int32(TEXT).int64(20).data(64),
                        "20 elements of the value of 'k'; expected at most 9"),
                Arguments.of(
                        "array of arrays",
                        start(0, 1).text("k").int32(ARRAY).int32(ARRAY).int64(1).data(64),
                        "an array of arrays"),
                Arguments.of(
                        "key twice",
                        start(0, 2)
                                .text("k")
                                .int32(7)
                                .int8(0)
                                .text("k")
                                .int32(7)
                                .int8(0)
                                .data(64),
                        "key 'k' is there twice"),
                Arguments.of(
                        "alignment 0", aligned(0), "'general.alignment' is a UINT32; expected a whole number from 1"),
                Arguments.of("alignment 48", aligned(48), "expected a power of two, not 48"),
                Arguments.of(
                        "alignment -32", aligned(-32), "expected a whole number from 1 to 2147483647, not 4294967264"),
                Arguments.of(
                        "tensor twice",
                        start(2, 0).tensor("a", 0, 1).tensor("a", 32, 1).data(64),
                        "'a' is there twice"),
                Arguments.of("no dimension", start(1, 0).tensor("a", 0).data(64), "'a': 0 dimensions; expected 1 to 4"),
                Arguments.of(
                        "dimensions", start(1, 0).tensor("a", 0, 1, 1, 1, 1, 1).data(64), "'a': 5 dimensions"),
                Arguments.of("size 0", start(1, 0).tensor("a", 0, 0).data(64), "'a': a dimension of 0"),
                Arguments.of("size -1", start(1, 0).tensor("a", 0, -1).data(64), "a dimension of 18446744073709551615"),
                Arguments.of(
                        "overflow",
                        start(1, 0).tensor("a", 0, 1L << 32, 1L << 32).data(64),
                        "is more than the file"),
                Arguments.of("more", start(1, 0).tensor("a", 0, 1L << 40).data(64), "is more than the file of"),
                Arguments.of(
                        "offset", start(1, 0).tensor("a", most / 32 * 32, 1).data(64), "'a': offset"),
                Arguments.of(
                        "offset -32", start(1, 0).tensor("a", -32, 1).data(64), "'a': offset 18446744073709551584"),
                Arguments.of(
                        "unaligned",
                        start(1, 0).tensor("a", 4, 1).data(64),
                        "'a': offset 4; expected a multiple of 32"),
                Arguments.of("outside", start(1, 0).tensor("a", 64, 1).data(64), "are outside the file"),
                Arguments.of("reaches outside", start(1, 0).tensor("a", 32, 9).data(64), "are outside the file"),
                Arguments.of(
                        "overlap",
                        start(2, 0).tensor("a", 0, 9).tensor("b", 32, 1).data(64),
                        "'b': bytes"),
                Arguments.of(
                        "same place",
                        start(2, 0).typed("a", 99, 0, 1).typed("b", 99, 0, 1).data(64),
                        "overlap"),
                Arguments.of("half a block", start(1, 0).typed("a", 8, 0, 48).data(64), "expected a multiple of 32"));
    }

    private static byte[] aligned(int alignment) {
        return start(0, 1).text("general.alignment").int32(4).int32(alignment).data(64);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void anUntrueHeaderIsOneLineWithFileAndByte(String name, byte[] content, String message) {
        assertThatThrownBy(() -> open(content))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*model\\.gguf: byte \\d+: .*")
                .hasMessageContaining(message);
    }

    @Test
    void aFileCutAnywhereIsRefused() {
        byte[] content = valid();

        for (int length = 0; length < content.length; length++) {
            byte[] cut = Arrays.copyOf(content, length);
            assertThatThrownBy(() -> open(cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching(".*model\\.gguf: byte \\d+: .*");
        }
    }

    /// A header that says it has millions of things takes no more memory than the file has bytes.
    @Test
    void aBigFileOfNothingIsRefusedAtOnce() throws IOException {
        Path path =
                Files.write(folder.resolve("big.gguf"), start(1 << 20, 60_000).bytes());
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(1L << 36);
        }

        assertThatThrownBy(() -> GgufFile.open(path, Arena.ofAuto()))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*big\\.gguf: byte \\d+: key '' is there twice");
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path path = folder.resolve("written.gguf");
        List<NewTensor> tensors = List.of(
                new NewTensor(
                        "a",
                        ElementType.F32,
                        List.of(2L, 3L),
                        arena -> arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5, 6)),
                new NewTensor(
                        "b",
                        ElementType.BF16,
                        List.of(1L),
                        arena -> arena.allocateFrom(ValueLayout.JAVA_SHORT, (short) 0x3F80)));
        new GgufWriter()
                .text("text", "Ä")
                .whole("whole", 7)
                .real("real", 0.1)
                .flag("flag", false)
                .texts("texts", List.of("p", "q"))
                .wholes("wholes", List.of(-1, 1))
                .write(path, tensors, _ -> {});
        GgufFile file = GgufFile.open(path, Arena.ofAuto());

        assertThat(file.metadata().text("text")).isEqualTo("Ä");
        assertThat(file.metadata().count("whole")).isEqualTo(7);
        assertThat(file.metadata().positive("real")).isEqualTo(0.1);
        assertThat(file.metadata().flag("flag")).contains(false);
        assertThat(file.metadata().texts("texts")).containsExactly("p", "q");
        assertThat(file.metadata().wholes("wholes")).containsExactly(-1L, 1L);
        assertThat(file.tensor("a").shape()).containsExactly(2L, 3L);
        assertThat(Elements.float32(file.tensor("a").data(), 5)).isEqualTo(6);
        assertThat(Elements.bfloat16(file.tensor("b").data(), 0)).isEqualTo(1);
        assertThat(file.tensor("b").offset() % 32).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("no half files").containsExactly(path);
        }
    }
}
