package org.unmask.result.imports;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.input.Fields;
import org.unmask.result.Arrival;
import org.unmask.result.ImportedResult;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.Setting;

/// Results of `vllm bench throughput`: all prompts at once, without a server. Its `tokens_per_second` counts tokens of
/// prompts too.
final class VllmThroughput implements Importer {
    private static final String PROGRAM = "vllm bench throughput";

    @Override
    public String id() {
        return "vllm-throughput";
    }

    @Override
    public String summary() {
        return "vLLM: vllm bench throughput --output-json";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasKeys(List.of("elapsed_time", "num_requests", "total_num_tokens"));
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        Fields fields = file.only();
        MetricReader reader = new MetricReader(PROGRAM, fields);
        Load load = new Load(
                Optional.of(new Arrival.Concurrency(fields.count("num_requests"))), Optional.empty(), Optional.empty());
        reader.value(Quantity.BENCHMARK_SECONDS, "elapsed_time", "time of all requests, in seconds")
                .value(Quantity.REQUESTS, "num_requests", "requests, all of them there from the start")
                .value(Quantity.REQUESTS_PER_SECOND, "requests_per_second", "requests over elapsed_time")
                .value(
                        Quantity.PROCESSED_TOKENS_PER_SECOND,
                        "tokens_per_second",
                        "total_num_tokens, tokens of prompts and generated ones, over elapsed_time");
        Setting setting = Setting.UNKNOWN
                .with(load)
                .on(Served.stack(Optional.of("vllm"), Optional.empty(), Map.of()), Machine.UNKNOWN);
        return List.of(new ImportedResult(file.source(this, 1), setting, reader.metrics(), fields.rest()));
    }
}
