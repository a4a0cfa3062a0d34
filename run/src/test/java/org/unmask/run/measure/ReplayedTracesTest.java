package org.unmask.run.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.core.decode.Assumption;
import org.unmask.core.decode.CommitProfile;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import tools.jackson.databind.JsonNode;

/// What each pass committed in a golden trace, given back to the strategy: the passes are those of the trace, without
/// an engine.
class ReplayedTracesTest {
    /// How these go on depends on which position was committed, or in which block; the traces do not say. The engine
    /// reproduces them in [GoldenTracesTest].
    private static boolean dependsOnPositions(JsonNode trace) {
        StrategySpec spec = GoldenSettings.strategy(trace);
        return spec.id().equals("d2f")
                || spec.keys().getOrDefault("block-cache", "off").equals("on");
    }

    static Stream<Arguments> traces() throws IOException {
        JsonNode golden = Golden.read("unmask.golden.traces", "decoding_traces.json");
        return StreamSupport.stream(golden.spliterator(), false)
                .filter(trace -> !dependsOnPositions(trace))
                .map(trace -> Arguments.of(name(trace), trace));
    }

    private static String name(JsonNode trace) {
        return trace.get("name").asString();
    }

    @Test
    void thereAreTraces() throws IOException {
        assertThat(traces()).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("traces")
    void thePassesAreThoseOfTheTrace(String name, JsonNode trace) {
        StrategySpec spec = GoldenSettings.strategy(trace);
        int asked = GoldenSettings.generated(trace);
        int prompt = trace.get("prompt").size();
        boolean shifted = Golden.model(trace.get("arch").asString()).shiftedLogits();
        List<List<Integer>> passes = new ArrayList<>();
        // Fast-dLLM v2 gets one token per block from its commit pass: less than the generated length is in the trace.
        CommitProfile profile = new CommitProfile(name, entries(trace));
        int generated = (int) Math.min(asked, profile.committed());
        Unfolding.run(
                Strategies.create(spec, asked),
                new Request(1, prompt, asked, LogitRows.ACTIVE, shifted),
                Assumption.profile(profile, generated, 1),
                (pass, _) ->
                        passes.add(List.of(pass.only().queries(), pass.only().keys())));

        assertThat(passes).isEqualTo(GoldenTracesTest.shapes(trace));
    }

    private static List<CommitProfile.Entry> entries(JsonNode trace) {
        List<CommitProfile.Entry> entries = new ArrayList<>();
        JsonNode edits = trace.get("edits");
        for (int i = 0; i < trace.get("commits").size(); i++) {
            int edited = edits.isNull() ? 0 : edits.get(i).asInt();
            entries.add(new CommitProfile.Entry(trace.get("commits").get(i).asInt(), edited, List.of()));
        }
        return entries;
    }
}
