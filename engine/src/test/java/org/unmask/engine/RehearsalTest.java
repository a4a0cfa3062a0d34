package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Model;
import org.unmask.core.model.Routing;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.engine.scalar.ScalarBackend;
import org.unmask.engine.spi.KeyValue;
import org.unmask.engine.weight.SyntheticWeights;

class RehearsalTest {
    private static Pass.Group group(int batch, int keys) {
        Task task = new Task(Phase.DECODE, keys - 1, keys, keys + 1, 1, 0, new Commit.Next());
        return new Pass(batch, 1, keys - 1, Mask.CAUSAL, 1, task).only();
    }

    private static List<MemorySegment> segments(Rehearsal rehearsal, int batch, int keys) {
        PassInput input = rehearsal.input(group(batch, keys));
        List<MemorySegment> segments = new ArrayList<>();
        for (int layer = 0; layer < SmallModel.ARCHITECTURE.layers(); layer++) {
            for (KeyValue cache : input.cache.of(layer, input.sequences)) {
                segments.add(cache.keys());
                segments.add(cache.values());
            }
        }
        return segments;
    }

    private static long end(MemorySegment segment) {
        return segment.address() + segment.byteSize();
    }

    @Test
    void shortKeysBeforeLongOnesTakeNoMoreThanTheLargerOfThem() {
        try (Rehearsal rehearsal = new Rehearsal(SmallModel.ARCHITECTURE, DType.FLOAT32, true)) {
            segments(rehearsal, 1, 1);
            List<MemorySegment> all = new ArrayList<>();
            for (int keys : new int[] {4096, 1, 64, 4096, 8, 4096}) {
                all.addAll(segments(rehearsal, 4, keys));
            }
            long first = all.stream().mapToLong(MemorySegment::address).min().orElseThrow();
            long last = all.stream().mapToLong(RehearsalTest::end).max().orElseThrow();
            assertThat(last - first).isLessThanOrEqualTo(Rehearsal.COLD_BYTES);
        }
    }

    @Test
    void keysAndValuesOfOneRehearsalShareNothing() {
        try (Rehearsal rehearsal = new Rehearsal(SmallModel.ARCHITECTURE, DType.BFLOAT16, false)) {
            segments(rehearsal, 2, 3);
            List<MemorySegment> segments = segments(rehearsal, 3, 100);
            segments.sort((a, b) -> Long.compare(a.address(), b.address()));
            for (int i = 1; i < segments.size(); i++) {
                assertThat(segments.get(i).address()).isGreaterThanOrEqualTo(end(segments.get(i - 1)));
            }
            assertThat(segments(rehearsal, 3, 100).getFirst().address())
                    .as("what stays in a cache stays where it is")
                    .isEqualTo(segments.getFirst().address());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16, 100})
    void inAMixtureAsManyExpertsAreChosenAsChanceExpects(int tokens) {
        int experts = 16;
        int perToken = 3;
        Architecture mixture = SmallModel.ARCHITECTURE.with(new Experts(experts, perToken, 32, Routing.softmax(false)));
        Model model = SmallModel.MODEL.with(mixture);
        List<Integer> distinct = new ArrayList<>();
        Probe probe = new Probe() {
            @Override
            public void expertsChosen(int some) {
                distinct.add(some);
            }
        };
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(
                        model, new SyntheticWeights(mixture, 3, DType.FLOAT32, 1, arena), new ScalarBackend(), 1)) {
            Task task = new Task(Phase.PREFILL, 0, tokens, tokens, 0, 0, new Commit.None());
            Pass pass = new Pass(1, tokens, 0, Mask.FULL, 0, task);
            for (int time = 0; time < 200; time++) {
                engine.rehearse(pass, _ -> true, Integer.MAX_VALUE, probe);
            }
        }
        // An expert is missed by a token with probability 13/16.
        assertThat(distinct.stream().mapToInt(Integer::intValue).average().orElseThrow())
                .isCloseTo(16 * (1 - Math.pow(13.0 / 16, tokens)), withinPercentage(2));
    }

    @Test
    void coldKeysAreOthersEveryTime() {
        try (Rehearsal rehearsal = new Rehearsal(SmallModel.ARCHITECTURE, DType.FLOAT32, true)) {
            long first = segments(rehearsal, 1, 64).getFirst().address();
            assertThat(segments(rehearsal, 1, 64).getFirst().address()).isNotEqualTo(first);
        }
    }
}
