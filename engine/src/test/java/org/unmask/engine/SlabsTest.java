package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlabsTest {
    private static final int MEBIBYTE = 1 << 20;

    /// Ten megabytes are expected, and twelve and a half come, one of forty among them.
    @Test
    void piecesDoNotOverlap() {
        int[] sizes = {3 * MEBIBYTE, 7, MEBIBYTE, 40 * MEBIBYTE, 5 * MEBIBYTE + 1, 3 * MEBIBYTE};
        try (Slabs slabs = new Slabs(10L * MEBIBYTE)) {
            List<MemorySegment> pieces = new ArrayList<>();
            for (int i = 0; i < sizes.length; i++) {
                MemorySegment piece = slabs.allocate(sizes[i], 64);
                assertThat(piece.address() % 64).isZero();
                assertThat(piece.byteSize()).isEqualTo(sizes[i]);
                assertThat(piece.get(ValueLayout.JAVA_BYTE, sizes[i] - 1L)).isZero();
                pieces.add(piece.fill((byte) (i + 1)));
            }

            for (int i = 0; i < sizes.length; i++) {
                assertThat(pieces.get(i).get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) (i + 1));
                assertThat(pieces.get(i).get(ValueLayout.JAVA_BYTE, sizes[i] - 1L))
                        .isEqualTo((byte) (i + 1));
            }
        }
    }

    @Test
    void smallPiecesFollowEachOther() {
        try (Slabs slabs = new Slabs(1000)) {
            long first = slabs.allocate(100, 64).address();

            assertThat(slabs.allocate(100, 64).address()).isEqualTo(first + 128);
            assertThat(first % (2 * MEBIBYTE)).isZero();
        }
    }
}
