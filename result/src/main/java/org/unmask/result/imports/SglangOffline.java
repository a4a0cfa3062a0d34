package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.input.Fields;
import org.unmask.result.Arrival;
import org.unmask.result.ImportedResult;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.Metric;
import org.unmask.result.Setting;

/// Results of `sglang.bench_offline_throughput`: all prompts at once in an engine without a server, one line a run. The file
/// does not name the model.
final class SglangOffline implements Importer {
    private static final String PROGRAM = "sglang bench_offline_throughput";
    private static final String REQUESTS = "successful_requests";
    private static final String TIME = "total_latency";
    private static final String PROMPTS = "total_input_tokens";
    private static final String ANSWERS = "total_output_tokens";

    @Override
    public String id() {
        return "sglang-offline";
    }

    @Override
    public String summary() {
        return "SGLang: python -m sglang.bench_offline_throughput --result-filename";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasKeys(List.of("backend", REQUESTS, TIME, ANSWERS));
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        List<ImportedResult> results = new ArrayList<>();
        for (Fields fields : file.objects()) {
            MetricReader reader = new MetricReader(PROGRAM, fields);
            Load load = new Load(
                    Optional.of(new Arrival.Concurrency(fields.count(REQUESTS))),
                    Served.mean(reader.number(PROMPTS), reader.number(REQUESTS)),
                    Served.mean(reader.number(ANSWERS), reader.number(REQUESTS)));
            Setting setting = Setting.UNKNOWN
                    .with(load)
                    .on(Served.stack(Optional.of("sglang"), Optional.empty(), Map.of()), Machine.UNKNOWN);
            results.add(
                    new ImportedResult(file.source(this, results.size() + 1), setting, metrics(reader), fields.rest()));
        }
        return results;
    }

    /// -1 stands for what was not measured.
    private static List<Metric> metrics(MetricReader reader) throws IOException {
        return reader.valueUnlessMinusOne(Quantity.BENCHMARK_SECONDS, TIME, "time of all requests, in seconds")
                .value(Quantity.REQUESTS, REQUESTS, "requests, all of them there from the start")
                .valueUnlessMinusOne(Quantity.PROMPT_TOKENS, PROMPTS, "tokens of all prompts")
                .valueUnlessMinusOne(Quantity.GENERATED_TOKENS, ANSWERS, "generated tokens of all requests")
                .valueUnlessMinusOne(Quantity.REQUESTS_PER_SECOND, "request_throughput", "requests over total_latency")
                .valueUnlessMinusOne(
                        Quantity.PROMPT_TOKENS_PER_SECOND,
                        "input_throughput",
                        "tokens of all prompts over total_latency")
                .valueUnlessMinusOne(
                        Quantity.TOKENS_PER_SECOND, "output_throughput", "generated tokens over total_latency")
                .valueUnlessMinusOne(
                        Quantity.PROCESSED_TOKENS_PER_SECOND,
                        "total_throughput",
                        "tokens of all prompts and generated tokens over total_latency")
                .valueUnlessMinusOne(
                        Quantity.LAST_TOKENS_PER_SECOND,
                        "last_gen_throughput",
                        "rate that the engine logged last while decoding")
                .metrics();
    }
}
