package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.input.Fields;
import org.unmask.result.ImportedResult;
import org.unmask.result.Machine;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Requests of conversations, as `benchmark_serving_multi_turn.py` of vLLM writes them with `--stats-json-output`: one result
/// with samples. Neither model nor clients nor the time of the benchmark are said.
///
/// A prompt holds the turns before it, which the server may remember. `tpot_ms` is the time between pieces, whatever number of
/// tokens one brings.
final class VllmTurns implements Importer {
    private static final String PROGRAM = "vllm benchmark_serving_multi_turn";
    private static final String TURNS = "input_num_turns";

    /// A number of every request: its key, and base units in its unit.
    private record Named(Quantity quantity, String key, double scale, String meaning) {}

    private static final List<Named> NAMES = List.of(
            new Named(
                    Quantity.FIRST_TOKEN,
                    "ttft_ms",
                    MetricReader.MILLISECONDS,
                    "time from sending a request to the first piece of its answer"),
            new Named(
                    Quantity.INTER_CHUNK,
                    "tpot_ms",
                    MetricReader.MILLISECONDS,
                    "per request, mean time between pieces of its answer, whatever number of tokens one brings"),
            new Named(
                    Quantity.REQUEST_LATENCY,
                    "latency_ms",
                    MetricReader.MILLISECONDS,
                    "time from sending a request to the last piece of its answer"),
            new Named(
                    Quantity.PROMPT_LENGTH,
                    "input_num_tokens",
                    1,
                    "tokens of a prompt, those of the turns before included"),
            new Named(Quantity.GENERATED_LENGTH, "output_num_tokens", 1, "generated tokens of a request"));

    @Override
    public String id() {
        return "vllm-turns";
    }

    @Override
    public String summary() {
        return "vLLM: benchmark_serving_multi_turn.py --stats-json-output";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasKeys(List.of("ttft_ms", "latency_ms", TURNS, "output_num_tokens"));
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        MetricReader reader = new MetricReader(PROGRAM, file.objects().getFirst());
        for (Named named : NAMES) {
            List<Double> samples = samples(file, named);
            reader.add(named.quantity(), named.key(), named.meaning(), MetricReader.statistics(samples), samples);
        }
        reader.add(
                Quantity.REQUESTS,
                "lines",
                "requests that were answered",
                Map.of(Metric.VALUE, (double) file.objects().size()),
                List.of());
        Setting setting = AiperfMetrics.measured(
                Setting.UNKNOWN.on(Served.stack(Optional.of("vllm"), Optional.empty(), Map.of()), Machine.UNKNOWN),
                reader.metrics());
        ObjectNode other = JsonMapper.shared().createObjectNode();
        return List.of(
                new ImportedResult(file.source(this, 1), setting.withCached(hasTurns(file)), reader.metrics(), other));
    }

    private static List<Double> samples(ForeignFile file, Named named) throws IOException {
        List<Double> samples = new ArrayList<>();
        for (Fields request : file.objects()) {
            if (request.has(named.key())) {
                samples.add(MetricReader.scaled(request.number(named.key()), named.scale()));
            }
        }
        return samples;
    }

    private static boolean hasTurns(ForeignFile file) throws IOException {
        for (Fields request : file.objects()) {
            if (request.whole(TURNS, 1) > 1) {
                return true;
            }
        }
        return false;
    }
}
