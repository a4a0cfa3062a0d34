package org.unmask.run.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.engine.Engine;
import org.unmask.engine.Generation;
import org.unmask.engine.Probe;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.weight.SyntheticWeights;
import tools.jackson.databind.JsonNode;

/// Tokens, commits, edits and (queries, keys) of every pass, against an independent float64 implementation.
class GoldenTracesTest {
    static Stream<Arguments> cases() throws IOException {
        return traces().flatMap(trace -> Golden.backends()
                .flatMap(backend -> Stream.of(LogitRows.values())
                        .map(rows ->
                                Arguments.of(trace.get("name").asString(), backend.name(), rows, backend, trace))));
    }

    private static Stream<JsonNode> traces() throws IOException {
        JsonNode golden = Golden.read("unmask.golden.traces", "decoding_traces.json");
        return StreamSupport.stream(golden.spliterator(), false);
    }

    @Test
    void theFileHoldsTraces() throws IOException {
        assertThat(cases()).isNotEmpty();
        if (System.getProperty("unmask.golden.traces") == null) {
            assertThat(traces().map(trace -> trace.get("name").asString()))
                    .containsExactlyInAnyOrderElementsOf(GoldenSettings.STRATEGIES.keySet());
        }
    }

    @ParameterizedTest(name = "{0} on {1}, logits of {2} rows")
    @MethodSource("cases")
    void theTraceIsReproduced(String name, String backendName, LogitRows rows, Backend backend, JsonNode trace) {
        Model model = GoldenSettings.model(trace);
        int[] prompt = GoldenLogitsTest.ints(trace.get("prompt"));
        int[] expected = GoldenLogitsTest.ints(trace.get("tokens"));
        // The reference rounds the canvas of block diffusion up to whole blocks.
        int generated = GoldenSettings.generated(trace);
        Request request = new Request(1, prompt.length, generated, rows, model.shiftedLogits());
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(
                        model,
                        new SyntheticWeights(
                                model.architecture(),
                                trace.get("seed").asLong(),
                                DType.FLOAT32,
                                trace.get("out_sd").asDouble(),
                                arena),
                        backend,
                        2)) {
            List<Pass> passes = new ArrayList<>();
            Generation generation = engine.start(request, List.of(prompt), Generation.Stop.AT_LENGTH, Probe.NONE);
            Unfolding.run(
                    Strategies.create(GoldenSettings.strategy(trace), generated),
                    request,
                    generation,
                    (pass, _) -> passes.add(pass));
            assertThat(passes.stream()
                            .map(Pass::only)
                            .map(pass -> List.of(pass.queries(), pass.keys()))
                            .toList())
                    .isEqualTo(shapes(trace));
            assertThat(Arrays.copyOf(generation.tokens(0), expected.length)).containsExactly(expected);
            assertThat(predicting(generation.commits(), passes)).isEqualTo(counts(trace.get("commits")));
            if (!trace.get("edits").isNull()) {
                assertThat(predicting(generation.edits(), passes)).isEqualTo(counts(trace.get("edits")));
            }
        }
    }

    static List<List<Integer>> shapes(JsonNode trace) {
        return StreamSupport.stream(trace.get("passes").spliterator(), false)
                .map(pass -> List.of(pass.get(0).asInt(), pass.get(1).asInt()))
                .toList();
    }

    private static List<Integer> counts(JsonNode counts) {
        return Arrays.stream(GoldenLogitsTest.ints(counts)).boxed().toList();
    }

    /// The reference lists passes that predict something in their block.
    private static List<Integer> predicting(List<Integer> counts, List<Pass> passes) {
        List<Integer> predicting = new ArrayList<>();
        for (int i = 0; i < passes.size(); i++) {
            Phase phase = passes.get(i).only().task().phase();
            if (phase != Phase.PREFILL && phase != Phase.COMMIT) {
                predicting.add(counts.get(i));
            }
        }
        return predicting;
    }
}
