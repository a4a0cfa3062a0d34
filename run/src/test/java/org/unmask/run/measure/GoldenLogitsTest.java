package org.unmask.run.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.engine.Engine;
import org.unmask.engine.spi.Backend;
import tools.jackson.databind.JsonNode;

class GoldenLogitsTest {
    private static final List<String> ARCHITECTURES =
            List.of("llama", "qwen2", "qwen3", "dream", "llada", "llada-moe", "bailingmoe2");

    static Stream<Arguments> cases() throws IOException {
        JsonNode golden = Golden.read("unmask.golden.logits", "logits.json");
        return ARCHITECTURES.stream()
                .filter(golden::has)
                .flatMap(arch -> Golden.backends()
                        .map(backend -> Arguments.of(arch, backend.name(), backend, golden.get(arch))));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("cases")
    void logitsEqualTheReference(String arch, String name, Backend backend, JsonNode golden) {
        Model model = Golden.model(arch);
        int[] tokens = ints(golden.get("tokens"));
        Mask mask = golden.get("causal").asBoolean() ? Mask.CAUSAL : Mask.FULL;
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(
                        model, Golden.weights(model, golden.get("seed").asLong(), 0.4, arena), backend, 2)) {
            assertGolden(engine.logits(tokens, mask), golden);
        }
    }

    /// Compares with what the reference keeps of its logits.
    static void assertGolden(float[][] logits, JsonNode golden) {
        assertThat(argmax(logits)).containsExactly(ints(golden.get("argmax")));
        assertThat(error(logits[logits.length - 1], golden.get("last_row_first8")))
                .as("normalised mean square error of the values the reference keeps")
                .isLessThan(1e-9);
        double squares = 0;
        for (float[] row : logits) {
            for (float logit : row) {
                squares += (double) logit * logit;
            }
        }
        double norm = golden.get("l2").asDouble();
        assertThat(Math.sqrt(squares)).isCloseTo(norm, within(norm * 1e-6));
    }

    static Stream<Arguments> narrowCases() throws IOException {
        return cases().flatMap(one -> Stream.of(DType.BFLOAT16, DType.INT8, DType.INT4, DType.W8A8, DType.W4A8)
                .filter(type -> one.get()[2] instanceof Backend backend
                        && backend.weightTypes().contains(type))
                .map(type -> Arguments.of(one.get()[0], one.get()[1], type.id(), one.get()[2], one.get()[3], type)));
    }

    /// Weights of bf16, int8 or int4, also with rounded activations, keys and values of bf16, and activations rounded where the backend rounds them, against all
    /// in float32.
    @ParameterizedTest(name = "{0} on {1} in {2}")
    @MethodSource("narrowCases")
    void narrowTypesGiveNearlyTheLogitsOfFloat32(
            String arch, String name, String id, Backend backend, JsonNode golden, DType type) {
        float[][] expected = logits(arch, backend, golden, DType.FLOAT32, DType.FLOAT32);
        float[][] logits = logits(arch, backend, golden, type, DType.BFLOAT16);
        double difference = 0;
        double power = 0;
        for (int row = 0; row < expected.length; row++) {
            for (int i = 0; i < expected[row].length; i++) {
                difference += Math.pow((double) logits[row][i] - expected[row][i], 2);
                power += Math.pow(expected[row][i], 2);
            }
        }
        assertThat(difference / power).as("normalised mean square error").isLessThan(mostError(arch, type));
    }

    /// A mixture whose router is near to a tie chooses other experts for some tokens.
    private static double mostError(String arch, DType type) {
        if (type.stored() != DType.INT4) {
            return 1e-3;
        }
        return arch.equals("bailingmoe2") ? 0.1 : 0.03;
    }

    private static float[][] logits(String arch, Backend backend, JsonNode golden, DType weights, DType keyValues) {
        Model model = Golden.model(arch);
        Mask mask = golden.get("causal").asBoolean() ? Mask.CAUSAL : Mask.FULL;
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(
                        model,
                        Golden.weights(model, golden.get("seed").asLong(), weights, 0.4, arena),
                        backend,
                        2,
                        keyValues)) {
            return engine.logits(ints(golden.get("tokens")), mask);
        }
    }

    private static double error(float[] row, JsonNode expected) {
        double difference = 0;
        double power = 0;
        for (int i = 0; i < expected.size(); i++) {
            double value = expected.get(i).asDouble();
            difference += (row[i] - value) * (row[i] - value);
            power += value * value;
        }
        return difference / power;
    }

    private static int[] argmax(float[][] logits) {
        return Stream.of(logits)
                .mapToInt(row -> {
                    int best = 0;
                    for (int i = 1; i < row.length; i++) {
                        best = row[i] > row[best] ? i : best;
                    }
                    return best;
                })
                .toArray();
    }

    static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }
}
