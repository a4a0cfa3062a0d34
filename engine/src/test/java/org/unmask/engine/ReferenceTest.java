package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.unmask.engine.scalar.ScalarBackend;
import org.unmask.engine.spi.Kernels;

class ReferenceTest {
    private static final long MEBIBYTE = 1 << 20;

    /// 29 MB in matrices of 3, 25 and 1: three stretches of a third each.
    @Test
    void everyByteOfTheWeightsIsInOneStretch() {
        try (Arena arena = Arena.ofConfined()) {
            List<MemorySegment> weights = Stream.of(3, 25, 1)
                    .map(size -> arena.allocate(size * MEBIBYTE))
                    .toList();

            List<List<MemorySegment>> stretches = Reference.stretches(weights);

            assertThat(stretches).hasSize(3);
            for (int i = 0; i < weights.size(); i++) {
                weights.get(i).fill((byte) (i + 1));
            }
            stretches.forEach(stretch -> stretch.forEach(ReferenceTest::count));
            assertThat(weights.get(0)).matches(matrix -> isAll(matrix, 11));
            assertThat(weights.get(1)).matches(matrix -> isAll(matrix, 12));
            assertThat(weights.get(2)).matches(matrix -> isAll(matrix, 13));
        }
    }

    /// Adds 10 to every byte.
    private static void count(MemorySegment piece) {
        for (long i = 0; i < piece.byteSize(); i++) {
            piece.set(ValueLayout.JAVA_BYTE, i, (byte) (piece.get(ValueLayout.JAVA_BYTE, i) + 10));
        }
    }

    private static boolean isAll(MemorySegment memory, int value) {
        return LongStream.range(0, memory.byteSize()).allMatch(i -> memory.get(ValueLayout.JAVA_BYTE, i) == value);
    }

    @Test
    void fewBytesAreReadSeveralTimes() {
        try (Arena arena = Arena.ofShared();
                Kernels kernels = new ScalarBackend().open(1)) {
            Reference reference = new Reference(kernels, List.of(arena.allocate(400_000), arena.allocate(100_000)));

            assertThat(reference.read()).isEqualTo(1_500_000);
            assertThat(reference.read()).isEqualTo(1_500_000);
        }
    }
}
