package org.unmask.result.imports;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.unmask.input.Fields;
import org.unmask.result.ImportedResult;
import org.unmask.result.Machine;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Counters of a server while AIPerf ran: `server_metrics_export.json`, of vLLM so far.
///
/// For a diffusion model vLLM counts denoising steps, those that commit a canvas included, positions of canvases, and
/// committed tokens. Hence canvas length = positions / steps, canvases = committed tokens / canvas length, and denoising
/// steps of a canvas = steps / canvases less one, as `vllm bench serve` counts.
final class AiperfServer implements Importer {
    private static final String PREFIX = "vllm:";
    private static final String METRICS = "metrics";

    @Override
    public String id() {
        return "aiperf-server";
    }

    @Override
    public String summary() {
        return "AIPerf: server_metrics_export.json, of a vLLM server";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasKeys(List.of("summary", METRICS))
                && file.objects().getFirst().isObject(METRICS)
                && file.objects().getFirst().node(METRICS).propertyNames().stream()
                        .anyMatch(name -> name.startsWith(PREFIX));
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        Fields fields = file.only();
        Fields counters = fields.object(METRICS);
        MetricReader reader = new MetricReader("vLLM server", counters);
        add(reader, counters, Quantity.GENERATED_TOKENS, "generation_tokens", "tokens that the server generated");
        add(reader, counters, Quantity.PROMPT_TOKENS, "prompt_tokens", "tokens of prompts");
        diffusion(reader, counters);
        times(reader, counters, Quantity.FIRST_TOKEN, "time_to_first_token_seconds", "time to the first token");
        times(reader, counters, Quantity.REQUEST_LATENCY, "e2e_request_latency_seconds", "time of a request");
        Setting setting =
                fields.isObject("input_config") ? Aiperf.setting(fields.object("input_config")) : Setting.UNKNOWN;
        setting = setting.with(model(counters).map(Served::model).orElse(setting.model()))
                .on(Served.stack(Optional.of("vllm"), Optional.empty(), Map.of()), Machine.UNKNOWN);
        ObjectNode other = fields.rest();
        other.set(METRICS, counters.rest());
        return List.of(new ImportedResult(file.source(this, 1), setting, reader.metrics(), other));
    }

    private static Optional<Optional<String>> model(Fields counters) {
        return counters.keys().stream()
                .filter(name -> name.startsWith(PREFIX))
                .map(name -> counters.node(name)
                        .path("series")
                        .path(0)
                        .path("labels")
                        .path("model_name"))
                .filter(JsonNode::isString)
                .map(name -> Optional.of(name.stringValue()))
                .findFirst();
    }

    private static void add(MetricReader reader, Fields counters, Quantity quantity, String name, String meaning)
            throws IOException {
        OptionalDouble total = total(counters, name, "total");
        if (total.isPresent()) {
            reader.add(quantity, PREFIX + name, meaning, value(total.getAsDouble()), List.of());
        }
    }

    private static void times(MetricReader reader, Fields counters, Quantity quantity, String name, String meaning)
            throws IOException {
        OptionalDouble sum = total(counters, name, "sum");
        OptionalDouble count = total(counters, name, "count");
        if (sum.isPresent() && count.isPresent() && count.getAsDouble() > 0) {
            reader.add(
                    quantity,
                    PREFIX + name,
                    meaning + " as the server sees it; sum over count of a histogram",
                    Map.of(Metric.MEAN, sum.getAsDouble() / count.getAsDouble()),
                    List.of());
        }
    }

    private static void diffusion(MetricReader reader, Fields counters) throws IOException {
        OptionalDouble steps = total(counters, "diffusion_num_denoising_steps", "total");
        OptionalDouble positions = total(counters, "diffusion_num_canvas_positions", "total");
        OptionalDouble committed = total(counters, "diffusion_num_committed_tokens", "total");
        if (!isCounted(steps) || !isCounted(positions) || committed.isEmpty()) {
            return;
        }
        double length = positions.getAsDouble() / steps.getAsDouble();
        double canvases = committed.getAsDouble() / length;
        double denoising = steps.getAsDouble() - canvases;
        String from = "diffusion_num_denoising_steps";
        reader.add(
                        Quantity.DENOISING_STEPS,
                        PREFIX + from,
                        "steps, those that commit a canvas included",
                        value(steps.getAsDouble()),
                        List.of())
                .add(
                        Quantity.COMMITTED_TOKENS,
                        PREFIX + "diffusion_num_committed_tokens",
                        "tokens that canvases committed, those after an end token included",
                        value(committed.getAsDouble()),
                        List.of())
                .add(
                        Quantity.CANVAS_POSITIONS,
                        PREFIX + "diffusion_num_canvas_positions",
                        "positions of canvases in all steps, those that commit included",
                        value(positions.getAsDouble()),
                        List.of())
                .add(
                        Quantity.CANVAS_LENGTH,
                        PREFIX + "diffusion_num_canvas_positions",
                        "positions over " + from,
                        value(length),
                        List.of())
                .add(
                        Quantity.CANVASES,
                        PREFIX + "diffusion_num_committed_tokens",
                        "committed tokens over the length of a canvas",
                        value(canvases),
                        List.of());
        if (canvases > 0 && denoising > 0) {
            reader.add(
                            Quantity.DENOISING_STEPS_PER_CANVAS,
                            PREFIX + from,
                            "steps over canvases, less the one that commits",
                            value(denoising / canvases),
                            List.of())
                    .add(
                            Quantity.COMMITTED_TOKENS_PER_STEP,
                            PREFIX + from,
                            "committed tokens over steps, less one that commits for every canvas",
                            value(committed.getAsDouble() / denoising),
                            List.of());
        }
    }

    private static boolean isCounted(OptionalDouble counter) {
        return counter.isPresent() && counter.getAsDouble() > 0;
    }

    private static Map<String, Double> value(double value) {
        return Map.of(Metric.VALUE, value);
    }

    /// A counter over all engines of the server; empty if it is not there.
    private static OptionalDouble total(Fields counters, String name, String statistic) throws IOException {
        if (!counters.isObject(PREFIX + name)) {
            return OptionalDouble.empty();
        }
        double total = 0;
        for (Fields series : counters.object(PREFIX + name).objects("series")) {
            total += series.object("stats").number(statistic);
        }
        return OptionalDouble.of(total);
    }
}
