package org.unmask.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.engine.Backends;
import org.unmask.engine.cases.KernelCase;
import org.unmask.engine.cases.KernelCases;
import org.unmask.engine.cases.KernelTrial;
import org.unmask.engine.spi.Choices;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.RopeTable;

class VectorKernelsTest {
    private static final List<KernelCase> CASES = KernelCases.odd();

    static Stream<String> operators() {
        return CASES.stream()
                .map(kernelCase -> kernelCase.operator().getClass().getSimpleName())
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void everyCaseAgreesWithTheScalarBackend(String operator) {
        try (Kernels scalar = Backends.named("scalar").open(1);
                Kernels vector = new VectorKernels(2)) {
            for (KernelCase kernelCase : casesOf(operator)) {
                assertThat(run(kernelCase, vector))
                        .as(kernelCase.toString())
                        .containsExactly(run(kernelCase, scalar), within(kernelCase.tolerance()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void resultsDoNotDependOnTheNumberOfThreads(String operator) {
        try (Kernels one = new VectorKernels(1);
                Kernels two = new VectorKernels(2);
                Kernels three = new VectorKernels(3)) {
            for (KernelCase kernelCase : casesOf(operator)) {
                double[] expected = run(kernelCase, one);
                assertThat(run(kernelCase, two)).as("2 threads, " + kernelCase).isEqualTo(expected);
                assertThat(run(kernelCase, three))
                        .as("3 threads, " + kernelCase)
                        .isEqualTo(expected);
            }
        }
    }

    private static List<KernelCase> casesOf(String operator) {
        return CASES.stream()
                .filter(kernelCase ->
                        kernelCase.operator().getClass().getSimpleName().equals(operator))
                .toList();
    }

    private static double[] run(KernelCase kernelCase, Kernels kernels) {
        try (Arena arena = Arena.ofShared()) {
            KernelTrial trial = kernelCase.prepare(arena);
            trial.run(kernels);
            return trial.results();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void selectTakesTheFirstOfEqualLogitsWhereverTheyAre(int threads) {
        int vocabulary = 30_000;
        try (Arena arena = Arena.ofShared();
                Kernels kernels = new VectorKernels(threads)) {
            MemorySegment logits = arena.allocate(4L * vocabulary, 4);
            for (int token : new int[] {29_999, 20_000, 8192, 8191, 17}) {
                logits.setAtIndex(ValueLayout.JAVA_FLOAT, token, 30);
                Choices chosen = new Choices(1);
                kernels.select(logits, 1, vocabulary, -1, chosen);
                assertThat(chosen.tokens[0]).isEqualTo(token);
                kernels.select(logits, 1, vocabulary, 29_998, chosen);
                assertThat(chosen.tokens[0]).isEqualTo(token);
            }
        }
    }

    @Test
    void aSuppressedTokenStillCountsInTheSoftmax() {
        try (Arena arena = Arena.ofShared();
                Kernels kernels = new VectorKernels(1)) {
            MemorySegment logits = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 200, 2, 2);
            Choices chosen = new Choices(1);
            kernels.select(logits, 1, 4, 1, chosen);
            assertThat(chosen.tokens[0]).isEqualTo(2);
            assertThat(chosen.probabilities[0]).isCloseTo(Math.exp(-198), within(1e-95));
        }
    }

    /// Probabilities 1/2, 1/4, 1/8, 1/8 by hand, spread over pieces of a long row.
    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void confidencesNextToOneStayApart(String backend) {
        try (Kernels kernels = Backends.named(backend).open(2);
                Arena arena = Arena.ofShared()) {
            int vocabulary = 1601;
            for (float lead : new float[] {20, 25, 30}) {
                for (int greatest : new int[] {0, 1, 777, 1600}) {
                    MemorySegment logits = arena.allocate(ValueLayout.JAVA_FLOAT, vocabulary);
                    logits.setAtIndex(ValueLayout.JAVA_FLOAT, greatest, lead);
                    Choices chosen = new Choices(1);
                    kernels.select(logits, 1, vocabulary, -1, chosen);
                    double others = 1600 * Math.exp(-lead);
                    assertThat(chosen.tokens[0]).isEqualTo(greatest);
                    assertThat(1 - chosen.probabilities[0])
                            .as("greatest %d, ahead by %s", greatest, lead)
                            .isCloseTo(others / (1 + others), within(1e-5 * others));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void selectGivesBothProbabilitiesAndTheEntropy(String backend) {
        int vocabulary = 20_000;
        try (Arena arena = Arena.ofShared();
                Kernels kernels = Backends.named(backend).open(2)) {
            MemorySegment logits = arena.allocate(4L * vocabulary, 4);
            for (int i = 0; i < vocabulary; i++) {
                logits.setAtIndex(ValueLayout.JAVA_FLOAT, i, -1000);
            }
            int[] tokens = {12_345, 17, 19_999, 8192};
            double[] probabilities = {0.5, 0.25, 0.125, 0.125};
            for (int i = 0; i < tokens.length; i++) {
                logits.setAtIndex(ValueLayout.JAVA_FLOAT, tokens[i], (float) Math.log(probabilities[i]));
            }
            Choices chosen = new Choices(1);
            kernels.select(logits, 1, vocabulary, -1, chosen);
            assertThat(chosen.tokens[0]).isEqualTo(12_345);
            assertThat(chosen.probabilities[0]).isCloseTo(0.5, within(1e-6));
            assertThat(chosen.seconds[0]).isCloseTo(0.25, within(1e-6));
            assertThat(chosen.entropies[0]).isCloseTo(1.75 * Math.log(2), within(1e-6));
            kernels.select(logits, 1, vocabulary, 12_345, chosen);
            assertThat(chosen.tokens[0]).isEqualTo(17);
            assertThat(chosen.probabilities[0]).isCloseTo(0.25, within(1e-6));
            assertThat(chosen.seconds[0]).as("of two equal ones").isCloseTo(0.125, within(1e-6));
            kernels.select(logits, 1, vocabulary, 17, chosen);
            assertThat(chosen.seconds[0]).isCloseTo(0.125, within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void aLogitThatIsNotFiniteShows(String backend) {
        try (Arena arena = Arena.ofShared();
                Kernels kernels = Backends.named(backend).open(2)) {
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                for (int at : new int[] {0, 16, 38}) {
                    MemorySegment logits = arena.allocate(4L * 39, 4);
                    logits.setAtIndex(ValueLayout.JAVA_FLOAT, at, bad);
                    Choices chosen = new Choices(1);
                    kernels.select(logits, 1, 39, 16, chosen);
                    assertThat(chosen.probabilities[0] + chosen.entropies[0]).isNaN();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 15, 64, 100_003})
    void readAddsEveryWordOnce(long count) {
        try (Arena arena = Arena.ofShared();
                Kernels kernels = new VectorKernels(3)) {
            MemorySegment x = arena.allocate(4 * count + 3, 4).fill((byte) -1);
            int expected = 0;
            for (long i = 0; i < count; i++) {
                int word = (int) ((i * 0x9E3779B97F4A7C15L) >>> 20);
                x.setAtIndex(ValueLayout.JAVA_INT, i, word);
                expected += word;
            }
            assertThat(kernels.read(List.of(x, x))).isEqualTo(2 * expected);
        }
    }

    /// 2 heads of 48 elements of which the first 40 turn: one more than a vector and a rest.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyTheRotatedElementsTurn(boolean interleaved) {
        try (Arena arena = Arena.ofShared();
                Kernels scalar = Backends.named("scalar").open(1);
                Kernels vector = new VectorKernels(2)) {
            double[] frequencies = IntStream.range(0, 20)
                    .mapToDouble(i -> Math.pow(10_000, -i / 20.0))
                    .toArray();
            RopeTable table = RopeTable.of(arena, 9, 48, frequencies, interleaved);
            MemorySegment expected = arena.allocate(4L * 3 * 96, 4);
            for (int i = 0; i < 3 * 96; i++) {
                expected.setAtIndex(ValueLayout.JAVA_FLOAT, i, 1 + i);
            }
            MemorySegment actual = arena.allocate(4L * 3 * 96, 4).copyFrom(expected);
            scalar.rope(expected, new int[] {3, 5, 8}, 2, table);
            vector.rope(actual, new int[] {3, 5, 8}, 2, table);

            assertThat(actual.toArray(ValueLayout.JAVA_FLOAT))
                    .containsExactly(expected.toArray(ValueLayout.JAVA_FLOAT), within(1e-4f));
            assertThat(actual.getAtIndex(ValueLayout.JAVA_FLOAT, 39)).isNotEqualTo(40);
            assertThat(actual.asSlice(4 * 40, 4 * 8).toArray(ValueLayout.JAVA_FLOAT))
                    .containsExactly(41, 42, 43, 44, 45, 46, 47, 48);
        }
    }

    @Test
    void rowsThatAreZeroAreNotSimilar() {
        try (Arena arena = Arena.ofShared();
                Kernels vector = new VectorKernels(1)) {
            MemorySegment x = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 0, 0, 3, 4);
            MemorySegment y = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 4, 3);
            double[] cosines = new double[2];
            vector.similarity(x, y, 2, 2, cosines);
            assertThat(cosines[0]).isZero();
            assertThat(cosines[1]).isCloseTo(24.0 / 25, within(1e-15));
        }
    }

    @Test
    void multiplyAddsCountsAllThreads() {
        try (Kernels one = new VectorKernels(1);
                Kernels three = new VectorKernels(3)) {
            assertThat(one.multiplyAdds(1000)).isPositive();
            assertThat(three.multiplyAdds(1000)).isEqualTo(3 * one.multiplyAdds(1000));
        }
    }
}
