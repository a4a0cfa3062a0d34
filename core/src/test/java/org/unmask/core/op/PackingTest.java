package org.unmask.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PackingTest {
    @Test
    void elementsAloneAreAsManyBytesAsTheirType() {
        for (DType type : DType.values()) {
            for (long elements : List.of(0L, 1L, 7L, 8L, 9L, 1_000_001L)) {
                assertThat(Packing.of(type).bytes(elements)).as("%s", type).isEqualTo(type.bytes(elements));
            }
        }
    }

    @Test
    void groupsCarryWhatTheyShare() {
        // 128 elements of 4 bits are 64 bytes, a scale of 16 and a zero point of 4 bits 2.5 more.
        Packing awq = Packing.grouped("int4", 4, 128, 20);

        assertThat(awq.bytes(128)).isEqualTo(67);
        assertThat(awq.bytes(1024)).isEqualTo(532);
        assertThat(awq.bitsPerElement()).isEqualTo(4.15625);
        // llama.cpp's block_q6_K: 256 elements in 210 bytes.
        assertThat(new Packing("Q6_K", 256, 1680).bytes(1 << 20)).isEqualTo(860_160);
    }

    @Test
    void sizesThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Packing("x", 0, 8));
        assertThatIllegalArgumentException().isThrownBy(() -> new Packing("x", 1, 65));
        assertThatIllegalArgumentException().isThrownBy(() -> new Packing("x", 1L << 30, 8));
    }

    @Test
    void aLayerThatIsStoredOtherwiseIsASectionOfItsOwn() {
        Packing eight = Packing.of(DType.FP8);
        Map<Weight, Packing> packed = Map.of(Weight.DOWN, eight);
        Storage storage = new Storage(
                DType.FP8,
                "fp8",
                "a test",
                Packing.of(DType.BFLOAT16),
                Map.of(),
                List.of(Map.of(), packed, packed, Map.of()));
        Operator down = new Operator.Linear("down_proj", 1, 32, 16, Slot.GATED, Slot.DELTA, Weight.DOWN);
        Program program = new Program(List.of(new Program.Section(0, 4, List.of(down))));
        DTypes types = DTypes.BF16.with(storage);

        assertThat(program.sections(types))
                .extracting(Program.Section::firstLayer, Program.Section::repeats)
                .containsExactly(tuple(0, 1), tuple(1, 2), tuple(3, 1));
        assertThat(program.work(types).weightBytes()).isEqualTo(2 * 1024 + 2 * 512);
        assertThat(program.work(DTypes.BF16).weightBytes()).isEqualTo(4 * 1024);
    }
}
