package org.unmask.app.print;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.unmask.core.op.Work;
import org.unmask.core.text.Column;
import org.unmask.core.text.Csv;
import org.unmask.core.text.TextTable;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.predict.Energy;
import org.unmask.cost.predict.Money;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.PredictionColumns;
import org.unmask.cost.predict.Priced;
import org.unmask.cost.predict.Totals;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Predictions as JSON, CSV and text. Of each prediction only what is printed is kept, so that there may be many.
public final class Formats {
    private static final String SCHEMA = "unmask.prediction/1";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Csv<Priced> CSV = Csv.of(PredictionColumns.PREDICTION);
    private static final TextTable<Totals> TABLE = TextTable.of(
                    columns("passes", "seconds", "tokens_per_second", "fits", "memory_bytes", "arithmetic_intensity"),
                    "--format csv")
            .by(columns(
                    "model",
                    "device",
                    "tensor_parallel",
                    "pipeline_parallel",
                    "strategy",
                    "batch",
                    "prompt_tokens",
                    "generated_tokens",
                    "profile"));

    private Formats() {}

    private static List<Column<Totals>> columns(String... ids) {
        return Column.of(PredictionColumns.SWEEP, ids);
    }

    /// One object, or an array if there are several.
    public static String json(Stream<Prediction> predictions) {
        ArrayNode array = JSON.createArrayNode();
        predictions.forEach(prediction -> array.add(json(prediction)));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(array.size() == 1 ? array.get(0) : array);
    }

    /// The keys are a contract; sizes are bytes, times seconds.
    public static ObjectNode json(Prediction prediction) {
        Timeline timeline = prediction.timeline();
        ObjectNode root = JSON.createObjectNode();
        root.put("schema", SCHEMA)
                .put("model", prediction.model().id())
                .put("device", prediction.device().id())
                .put("strategy", prediction.strategy().toString())
                .put("logits", prediction.request().logits().id())
                .put("profile", prediction.scenario().profile().id())
                .put("dtype", prediction.scenario().types().label())
                .put("weight_dtype", prediction.scenario().types().weightLabel())
                .put(
                        "activation_dtype",
                        prediction.scenario().types().activation().id())
                .put("kv_dtype", prediction.scenario().types().keyValue().id())
                .put("batch", prediction.request().batch())
                .put("prompt_tokens", prediction.request().promptTokens())
                .put("generated_tokens", prediction.request().generatedTokens());
        prediction.scenario().types().storage().ifPresent(storage -> root.put("weight_storage", storage.words()));
        root.set("deployment", deployment(prediction.scenario().deployment()));
        root.set("totals", totals(prediction.totals()));
        root.set("memory", memory(prediction));
        energy(prediction, root);
        cost(prediction, root);
        root.set("phases", phases(timeline));
        root.set("operators", operators(prediction, timeline));
        return root;
    }

    private static ObjectNode deployment(Deployment deployment) {
        ObjectNode node = JSON.createObjectNode()
                .put("devices", deployment.devices())
                .put("tensor_parallel", deployment.tensor())
                .put("pipeline_parallel", deployment.stages());
        if (deployment.devices() == 1) {
            return node.putNull("link");
        }
        Deployment.Link link = deployment.link();
        node.putObject("link")
                .put("id", link.id())
                .put("bytes_per_second", link.bytesPerSecond())
                .put("latency_seconds", link.latencySeconds())
                .put("source", link.source());
        return node;
    }

    private static ObjectNode totals(Totals totals) {
        Work work = totals.work();
        return JSON.createObjectNode()
                .put("passes", totals.passes())
                .put("matmul_flops", work.matmulFlops())
                .put("flops", work.flops())
                .put("bytes_read", work.bytesRead())
                .put("bytes_written", work.bytesWritten())
                .put("weight_bytes", work.weightBytes())
                .put("kv_bytes", work.keyValueBytes())
                .put("arithmetic_intensity", work.arithmeticIntensity())
                .put("seconds", totals.seconds())
                .put("first_token_seconds", totals.firstTokenSeconds())
                .put("tokens_per_second", totals.tokensPerSecond())
                .put("tokens_per_pass", totals.tokensPerPass())
                .put(
                        "matmul_flops_per_token",
                        work.matmulFlops() / totals.scenario().request().tokens())
                .put("link_bytes", work.linkBytes())
                .put("tokens_per_second_per_user", totals.tokensPerSecondPerUser())
                .put("tokens_per_second_per_device", totals.tokensPerSecondPerDevice());
    }

    private static ObjectNode memory(Prediction prediction) {
        MemoryEstimate memory = prediction.memory();
        return JSON.createObjectNode()
                .put("weight_bytes", memory.weightBytes())
                .put("kv_cache_bytes", memory.keyValueBytes())
                .put("activation_bytes", memory.activationBytes())
                .put("logit_bytes", memory.logitBytes())
                .put("total_bytes", memory.totalBytes())
                .put("capacity_bytes", prediction.totals().capacityBytes())
                .put("fits", prediction.fits())
                .put("largest_batch", prediction.largestBatch());
    }

    private static void energy(Prediction prediction, ObjectNode root) {
        prediction
                .totals()
                .energy()
                .ifPresentOrElse(
                        energy -> root.putObject("energy")
                                .put("joules", energy.joules())
                                .put("joules_per_token", energy.joulesPerToken())
                                .put("watts", energy.watts())
                                .put("assumption", Energy.ASSUMPTION),
                        () -> root.putNull("energy").put("energy_missing", Energy.missing(prediction.device())));
    }

    private static void cost(Prediction prediction, ObjectNode root) {
        prediction
                .totals()
                .money()
                .ifPresentOrElse(
                        money -> root.putObject("cost")
                                .put("dollars_per_million_tokens", money.dollarsPerMillionTokens())
                                .put("dollars_per_hour", money.dollarsPerHour())
                                .put("source", money.source()),
                        () -> root.putNull("cost").put("cost_missing", Money.missing(prediction.device())));
    }

    private static ArrayNode phases(Timeline timeline) {
        ArrayNode phases = JSON.createArrayNode();
        for (Timeline.PhaseTotal phase : timeline.phases()) {
            phases.addObject()
                    .put("name", phase.name())
                    .put("passes", phase.passes())
                    .put("queries", phase.queries())
                    .put("context_first", phase.contextFirst())
                    .put("context_last", phase.contextLast())
                    .put("seconds", phase.seconds());
        }
        return phases;
    }

    private static ArrayNode operators(Prediction prediction, Timeline timeline) {
        ArrayNode operators = JSON.createArrayNode();
        boolean timed = prediction.scenario().profile().timings().isPresent();
        for (OperatorTotal operator : timeline.operators()) {
            ObjectNode node = operators.addObject();
            node.put("name", operator.name())
                    .put("calls", operator.calls())
                    .put("matmul_flops", operator.work().matmulFlops())
                    .put("bytes", operator.work().bytes())
                    .put("seconds", operator.seconds())
                    .put("bound", prediction.bound(operator).id())
                    .put("link_bytes", operator.work().linkBytes());
            if (timed) {
                node.put("basis", prediction.basis(operator).id());
            }
        }
        return operators;
    }

    /// A header line and one line per prediction.
    public static String csv(Stream<Prediction> predictions) {
        return CSV.all(predictions.map(Priced::of));
    }

    /// A page of text for one prediction, a table of one line each for several.
    ///
    /// @param width  columns of the terminal
    public static String text(Stream<Prediction> predictions, int width) {
        List<Totals> rows = new ArrayList<>();
        List<Prediction> first = new ArrayList<>();
        predictions.forEach(prediction -> {
            if (first.isEmpty()) {
                first.add(prediction);
            }
            rows.add(prediction.totals());
        });
        return rows.size() == 1 ? new TextPage(first.getFirst(), width).text() : TABLE.of(rows, width);
    }
}
