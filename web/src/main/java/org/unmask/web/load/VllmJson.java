package org.unmask.web.load;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.unmask.core.traffic.Arrivals;
import org.unmask.result.Metric;
import org.unmask.result.imports.Quantity;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Figures under the keys of `vllm bench serve --save-result`, for programs that read those. What a key means is as
/// [Figures] says, not as vLLM has it: `tpot` knows pieces of many tokens.
public final class VllmJson {
    private static final Map<Quantity, String> TIMES = Map.of(
            Quantity.FIRST_TOKEN, "ttft",
            Quantity.OUTPUT_TOKEN, "tpot",
            Quantity.INTER_TOKEN, "itl",
            Quantity.REQUEST_LATENCY, "e2el");
    private static final List<Quantity> ORDER =
            List.of(Quantity.FIRST_TOKEN, Quantity.OUTPUT_TOKEN, Quantity.INTER_TOKEN, Quantity.REQUEST_LATENCY);
    private static final double MILLIS = 1000;

    private VllmJson() {}

    /// One object.
    ///
    /// @param model  as requests name it
    public static ObjectNode of(Plan plan, String model, Figures figures, LocalDateTime date) {
        List<Metric> metrics = figures.metrics();
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("date", date.format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")))
                .put("backend", plan.path().contains("chat") ? "openai-chat" : "openai")
                .put("model_id", model)
                .put("num_prompts", plan.bodies().size());
        plan.arrivals()
                .ifPresentOrElse(
                        arrivals -> rate(json, arrivals),
                        () -> json.put("request_rate", "inf").put("max_concurrency", plan.clients()));
        put(json, metrics, Quantity.BENCHMARK_SECONDS.id(), "duration");
        json.put("completed", figures.answered().size());
        json.put("failed", figures.all().size() - figures.answered().size());
        count(json, metrics, Quantity.PROMPT_TOKENS, "total_input_tokens");
        count(json, metrics, Quantity.GENERATED_TOKENS, "total_output_tokens");
        put(json, metrics, Quantity.REQUESTS_PER_SECOND.id(), "request_throughput");
        put(json, metrics, "goodput", "request_goodput");
        put(json, metrics, Quantity.TOKENS_PER_SECOND.id(), "output_throughput");
        for (Quantity quantity : ORDER) {
            metrics.stream()
                    .filter(metric -> metric.name().equals(quantity.id()))
                    .forEach(metric -> times(json, metric, String.valueOf(TIMES.get(quantity))));
        }
        return json;
    }

    private static void rate(ObjectNode json, Arrivals arrivals) {
        json.put("request_rate", arrivals.rate());
        if (arrivals instanceof Arrivals.Random random) {
            json.put("burstiness", random.burstiness());
        }
    }

    private static void put(ObjectNode json, List<Metric> metrics, String name, String key) {
        metrics.stream()
                .filter(metric -> metric.name().equals(name))
                .forEach(metric -> json.put(key, metric.statistic(Metric.VALUE).orElseThrow()));
    }

    private static void count(ObjectNode json, List<Metric> metrics, Quantity quantity, String key) {
        metrics.stream()
                .filter(metric -> metric.name().equals(quantity.id()))
                .forEach(metric ->
                        json.put(key, (long) metric.statistic(Metric.VALUE).orElseThrow()));
    }

    private static void times(ObjectNode json, Metric metric, String name) {
        json.put("mean_" + name + "_ms", MILLIS * metric.statistic(Metric.MEAN).orElseThrow());
        json.put(
                "median_" + name + "_ms",
                MILLIS * metric.statistic(Metric.MEDIAN).orElseThrow());
        json.put(
                "std_" + name + "_ms",
                MILLIS * metric.statistic(Metric.STANDARD_DEVIATION).orElseThrow());
        json.put("p99_" + name + "_ms", MILLIS * metric.statistic("p99").orElseThrow());
    }
}
