package org.unmask.app.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unmask.core.decode.Request;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.result.AssumptionFiles;

/// The predictions of a pair, each made once.
final class Predictions {
    private static final int LARGEST_BATCH = 1 << 16;

    private final Pair pair;
    private final Map<Scenario, Prediction> made = new LinkedHashMap<>();

    Predictions(Pair pair) {
        this.pair = pair;
    }

    Prediction of(Pair.Line line, Device device, int prompt, int generated, int batch) {
        Request request = new Request(batch, prompt, generated, pair.logits())
                .chunked(pair.study().prefillChunk());
        return made.computeIfAbsent(
                pair.scenario(line, device, request), scenario -> Prediction.of(scenario, AssumptionFiles.ON_DISK));
    }

    /// With the generated length of the study.
    Prediction of(Pair.Line line, Device device, int prompt, int batch) {
        return of(line, device, prompt, pair.study().generatedTokens(), batch);
    }

    /// The largest batch that fits; 0 if none does.
    int largestBatch(Pair.Line line, Device device, int prompt) {
        return of(line, device, prompt, 1).largestBatch(LARGEST_BATCH);
    }

    /// All of them, in the order in which they were first asked for.
    List<Prediction> made() {
        return List.copyOf(made.values());
    }
}
