package org.unmask.run.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.core.decode.Assumption;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.roofline.Pricer;
import org.unmask.cost.roofline.Roofline;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;
import org.unmask.engine.Engines;
import org.unmask.engine.Generation;
import org.unmask.engine.Sampling;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.engine.weight.WeightGenerator;
import org.unmask.result.Setting;

class FlightRecordingTest {
    private static final String STRATEGY = "dual-cache:block=8,steps=8";

    @TempDir
    private Path folder;

    private final Model model = Golden.model("llada");
    private final Request request = new Request(2, 11, 16, LogitRows.ACTIVE);

    /// A run without and one with timed operators.
    private List<RecordedEvent> recorded(boolean operators, DType keyValues) throws IOException {
        Path file = folder.resolve("run.jfr");
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(
                        model,
                        new SyntheticWeights(model.architecture(), 7, DType.FLOAT32, 1.2, arena),
                        Backends.named("scalar"),
                        1,
                        keyValues);
                FlightRecording _ = FlightRecording.start(file, operators)) {
            Measurement.Job job = new Measurement.Job(
                    Setting.UNKNOWN,
                    StrategySpec.parse(STRATEGY),
                    request,
                    List.of(WeightGenerator.prompt(1, 11, 150), WeightGenerator.prompt(2, 11, 150)),
                    Generation.Stop.AT_LENGTH,
                    Sampling.greedy(0));
            Measurement.run(Engines.alone(engine), job, 0, false);
            Measurement.run(Engines.alone(engine), job, 0, true);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("org.unmask."))
                .toList();
    }

    private Timeline priced(DType keyValues) {
        StrategySpec strategy = StrategySpec.parse(STRATEGY);
        return new Pricer(
                        model.architecture(),
                        Engine.types(DType.FLOAT32, keyValues),
                        Backends.named("scalar").fusions(),
                        new Roofline(1, 1))
                .price(Origin.ASSUMED, Strategies.create(strategy, 16), request, Assumption.scheduled(request.batch()));
    }

    @Test
    void everyPassIsAnEventWithTheWorkThatIsPricedForIt() throws IOException {
        List<RecordedEvent> events = recorded(false, DType.FLOAT32);
        Timeline priced = priced(DType.FLOAT32);

        assertThat(events)
                .hasSize(2 * 8)
                .allMatch(event -> event.getEventType().getName().equals("org.unmask.Pass"));
        RecordedEvent second = events.get(1);
        assertThat(second.getString("phase")).isEqualTo("denoise");
        assertThat(second.getInt("batch")).isEqualTo(2);
        assertThat(second.getInt("queries")).isEqualTo(8);
        assertThat(second.getInt("context")).isEqualTo(19);
        assertThat(second.getInt("keys")).isEqualTo(27);
        assertThat(second.getInt("logitRows")).isEqualTo(6);
        assertThat(events.stream().limit(8).mapToLong(event -> event.getLong("matmulFlops")))
                .hasSize(8)
                .allMatch(flops -> flops > 0);
        assertThat(events.stream()
                        .limit(8)
                        .mapToLong(event -> event.getLong("matmulFlops"))
                        .sum())
                .isEqualTo(priced.work().matmulFlops());
        assertThat(events.stream()
                        .limit(8)
                        .mapToLong(event -> event.getLong("bytes"))
                        .sum())
                .isEqualTo(priced.work().bytes());
    }

    @Test
    void operatorsAreRecordedOnlyWhereTheyAreTimedAnyway() throws IOException {
        List<RecordedEvent> operators = recorded(true, DType.FLOAT32).stream()
                .filter(event -> event.getEventType().getName().equals("org.unmask.Operator"))
                .toList();
        Timeline priced = priced(DType.FLOAT32);

        assertThat(operators).hasSize((int)
                priced.operators().stream().mapToLong(o -> o.calls()).sum());
        assertThat(operators.stream().mapToLong(event -> event.getLong("bytes")).sum())
                .isEqualTo(priced.work().bytes());
        assertThat(operators.stream()
                        .filter(event -> event.getString("operator").equals("embed")))
                .hasSize(8);
    }

    @Test
    void keysAndValuesCountWithTheTypeTheyAreKeptIn() throws IOException {
        long wide = priced(DType.FLOAT32).work().bytes();
        long narrow = priced(DType.BFLOAT16).work().bytes();

        assertThat(narrow).isLessThan(wide);
        assertThat(recorded(false, DType.BFLOAT16).stream()
                        .limit(8)
                        .mapToLong(event -> event.getLong("bytes"))
                        .sum())
                .isEqualTo(narrow);
    }
}
