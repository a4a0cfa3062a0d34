package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.input.Fields;
import org.unmask.result.Arrival;
import org.unmask.result.ImportedResult;
import org.unmask.result.Lengths;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.Metric;
import org.unmask.result.Setting;

/// Results of `sglang.bench_one_batch`, without a server, and `sglang.bench_one_batch_server`: one batch a line.
///
/// The server's `output_throughput` leaves the time to the first token out, so that it explodes where that is nearly all
/// of the time. -1 stands for what was not measured.
final class SglangOneBatch implements Importer {
    private static final String PROGRAM = "sglang bench_one_batch";
    private static final List<String> MARKS = List.of("batch_size", "input_len", "output_len");
    private static final String LATENCY = "latency";
    private static final String OVERALL = "overall_throughput";
    private static final String HIT_RATE = "cache_hit_rate";
    private static final String TOKENS = "total_output_tokens";

    @Override
    public String id() {
        return "sglang-one-batch";
    }

    @Override
    public String summary() {
        return "SGLang: python -m sglang.bench_one_batch or sglang.bench_one_batch_server, --result-filename";
    }

    @Override
    public boolean reads(ForeignFile file) {
        // The report of nightly runs leaves the overall rate out.
        return file.hasKeys(MARKS)
                && (file.hasKeys(List.of(OVERALL)) || file.hasKeys(List.of(LATENCY, "output_throughput")));
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        List<ImportedResult> results = new ArrayList<>();
        for (Fields fields : file.objects()) {
            List<Metric> metrics = fields.has(LATENCY)
                    ? server(fields, new MetricReader(PROGRAM + "_server", fields))
                    : offline(fields);
            results.add(
                    new ImportedResult(file.source(this, results.size() + 1), setting(fields), metrics, fields.rest()));
        }
        return results;
    }

    private static Setting setting(Fields fields) throws IOException {
        Setting setting = Setting.UNKNOWN
                .with(Served.model(fields.optionalText("model_path")))
                .with(new Load(
                        Optional.of(new Arrival.Batch(fields.count("batch_size"))),
                        Optional.of(new Lengths.Fixed(fields.whole("input_len"))),
                        Optional.of(generated(fields))))
                .on(Served.stack(Optional.of("sglang"), Optional.empty(), Map.of()), Machine.UNKNOWN);
        return fields.has(HIT_RATE) ? setting.withCached(fields.number(HIT_RATE) > 0) : setting;
    }

    /// Sequences that end early are shorter than was asked.
    private static Lengths generated(Fields fields) throws IOException {
        int asked = fields.count("output_len");
        int sequences = fields.count("batch_size");
        if (!fields.has(TOKENS) || fields.number(TOKENS) == (double) asked * sequences) {
            return new Lengths.Fixed(asked);
        }
        return Served.measured(fields.positive(TOKENS) / sequences);
    }

    private static List<Metric> server(Fields fields, MetricReader reader) throws IOException {
        // After an only token there is no time to divide by.
        if (fields.count("output_len") > 1) {
            reader.value(
                    Quantity.DECODE_TOKENS_PER_SECOND,
                    "output_throughput",
                    fields.node("num_early_stopped").asInt(0) > 0
                            ? "tokens generated after every sequence had its first, over the time since then"
                            : "generated tokens of all sequences over latency less the time to the first token");
        }
        reader.value(Quantity.SECONDS, LATENCY, "time from sending the batch to its last token, in seconds");
        if (fields.has("ttft")) {
            reader.valueUnlessMinusOne(Quantity.FIRST_TOKEN, "ttft", "time to the first token");
        } else {
            reader.valueUnlessMinusOne(
                    Quantity.FIRST_TOKEN, "last_ttft", "time until every sequence of the batch has its first token");
        }
        return reader.valueUnlessMinusOne(
                        Quantity.PROMPT_TOKENS_PER_SECOND,
                        "input_throughput",
                        "tokens of all prompts over the time to the first token")
                .value(
                        Quantity.PROCESSED_TOKENS_PER_SECOND,
                        OVERALL,
                        "tokens of all prompts and generated tokens over latency")
                .valueUnlessMinusOne(
                        Quantity.LAST_TOKENS_PER_SECOND,
                        "last_gen_throughput",
                        "rate that the server logged last while decoding")
                .valueUnlessMinusOne(
                        Quantity.TOKENS_PER_PASS, "acc_length", "mean tokens that a pass of the server accepted")
                .metrics();
    }

    private static List<Metric> offline(Fields fields) throws IOException {
        return new MetricReader(PROGRAM, fields)
                .value(Quantity.SECONDS, "total_latency", "time of prompts and all steps, in seconds")
                .value(Quantity.PROMPT_SECONDS, "prefill_latency", "time of the prompts of the batch, in seconds")
                .value(
                        Quantity.PROMPT_TOKENS_PER_SECOND,
                        "prefill_throughput",
                        "tokens of all prompts over prefill_latency")
                .value(
                        Quantity.STEP_SECONDS,
                        "median_decode_latency",
                        "median time of a decoding step of the batch, in seconds")
                .value(
                        Quantity.DECODE_TOKENS_PER_SECOND,
                        "median_decode_throughput",
                        "sequences over median_decode_latency")
                .value(
                        Quantity.PROCESSED_TOKENS_PER_SECOND,
                        OVERALL,
                        "tokens of all prompts and generated tokens over total_latency")
                .metrics();
    }
}
