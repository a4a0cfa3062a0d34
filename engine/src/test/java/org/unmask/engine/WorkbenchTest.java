package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class WorkbenchTest {
    @Test
    void theSameMemoryComesBackAsZeros() {
        try (Workbench bench = new Workbench()) {
            bench.allocate(1000, 64);
            long first = bench.cleared().allocate(1000, 64).fill((byte) 7).address();

            MemorySegment again = bench.cleared().allocate(500, 64);

            assertThat(again.address()).isEqualTo(first);
            assertThat(again.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
        }
    }

    @Test
    void whatIsTakenAtOnceDoesNotOverlap() {
        try (Workbench bench = new Workbench()) {
            for (int round = 0; round < 3; round++) {
                bench.cleared();
                MemorySegment one = bench.allocate(100, 64).fill((byte) 1);
                MemorySegment two = bench.allocate(3000L << round, 4096).fill((byte) 2);
                MemorySegment three = bench.allocate(7, 8192).fill((byte) 3);

                assertThat(one.toArray(ValueLayout.JAVA_BYTE)).hasSize(100).containsOnly(1);
                assertThat(two.toArray(ValueLayout.JAVA_BYTE))
                        .hasSize(3000 << round)
                        .containsOnly(2);
                assertThat(three.toArray(ValueLayout.JAVA_BYTE)).hasSize(7).containsOnly(3);
                assertThat(two.address() % 4096).isZero();
                assertThat(three.address() % 8192).isZero();
            }
        }
    }

    @Test
    void theMemoryIsGivenBack() {
        Workbench bench = new Workbench();
        MemorySegment piece = bench.allocate(8, 8);
        bench.close();

        assertThatThrownBy(() -> piece.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }
}
