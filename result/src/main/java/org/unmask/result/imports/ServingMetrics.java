package org.unmask.result.imports;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// The metrics of `benchmark_serving.py`, which vLLM, SGLang and InferenceX have made their own.
final class ServingMetrics {
    private ServingMetrics() {}

    /// Times of requests.
    ///
    /// @param scale  seconds in the unit of the program
    /// @param suffix  of the keys, which names the unit
    /// @param samples  of some of the quantities, in seconds
    static void times(MetricReader reader, double scale, String suffix, Map<Quantity, List<Double>> samples)
            throws IOException {
        reader.distribution(
                        Quantity.FIRST_TOKEN,
                        "ttft" + suffix,
                        scale,
                        "time from sending a request to the first piece of its answer",
                        samples.getOrDefault(Quantity.FIRST_TOKEN, List.of()))
                .distribution(
                        Quantity.OUTPUT_TOKEN,
                        "tpot" + suffix,
                        scale,
                        "per request, time after the first piece over generated tokens less one")
                .distribution(
                        Quantity.INTER_TOKEN,
                        "itl" + suffix,
                        scale,
                        "time between pieces of an answer, whatever number of tokens one brings",
                        samples.getOrDefault(Quantity.INTER_TOKEN, List.of()))
                .distribution(
                        Quantity.REQUEST_LATENCY,
                        "e2el" + suffix,
                        scale,
                        "time from sending a request to the last piece of its answer",
                        samples.getOrDefault(Quantity.REQUEST_LATENCY, List.of()));
    }

    /// Totals and rates over the whole benchmark.
    ///
    /// @param total  key of the rate that counts prompt and generated tokens
    static void rates(MetricReader reader, String total) throws IOException {
        rates(
                reader,
                Quantity.PROCESSED_TOKENS_PER_SECOND,
                total,
                "tokens of all prompts and generated tokens over duration");
    }

    /// Totals and rates over the whole benchmark of a server whose answers are vectors or scores: all tokens are those of
    /// prompts.
    ///
    /// @param total  key of the rate of all tokens
    static void promptRates(MetricReader reader, String total) throws IOException {
        rates(reader, Quantity.PROMPT_TOKENS_PER_SECOND, total, "tokens of all prompts over duration");
    }

    private static void rates(MetricReader reader, Quantity quantity, String total, String meaning) throws IOException {
        reader.value(
                        Quantity.TOKENS_PER_SECOND,
                        "output_throughput",
                        "generated tokens of all answered requests over duration")
                .value(Quantity.PROMPT_TOKENS_PER_SECOND, "input_throughput", "tokens of all prompts over duration")
                .value(quantity, total, meaning)
                .value(Quantity.REQUESTS_PER_SECOND, "request_throughput", "answered requests over duration")
                .value(
                        Quantity.BENCHMARK_SECONDS,
                        "duration",
                        "time from the first request to the last answer, in seconds")
                .value(Quantity.REQUESTS, "completed", "requests that were answered")
                .value(Quantity.FAILED_REQUESTS, "failed", "requests that were not answered")
                .value(Quantity.PROMPT_TOKENS, "total_input_tokens", "tokens of all prompts")
                .value(
                        Quantity.GENERATED_TOKENS,
                        "total_output_tokens",
                        "generated tokens of all answered requests, as the server or a tokenizer counts them");
    }
}
