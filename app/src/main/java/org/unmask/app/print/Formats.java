package org.unmask.app.print;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.unmask.core.op.Work;
import org.unmask.core.text.Units;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.predict.Energy;
import org.unmask.cost.predict.Money;
import org.unmask.cost.predict.Prediction;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Predictions as JSON, CSV and text. Of each prediction only what is printed is kept, so that there may be many.
public final class Formats {
    private static final String SCHEMA = "unmask.prediction/1";
    /// Columns of the table that are aligned to the left, before those with numbers.
    private static final int NAME_COLUMNS = 3;
    /// Columns of the table that are shown only where they vary: profile and devices.
    private static final int VARYING_COLUMNS = 3;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Formats() {}

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
                .put("weight_dtype", prediction.scenario().types().weight().id())
                .put(
                        "activation_dtype",
                        prediction.scenario().types().activation().id())
                .put("kv_dtype", prediction.scenario().types().keyValue().id())
                .put("batch", prediction.request().batch())
                .put("prompt_tokens", prediction.request().promptTokens())
                .put("generated_tokens", prediction.request().generatedTokens());
        root.set("deployment", deployment(prediction.scenario().deployment()));
        root.set("totals", totals(prediction, timeline));
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

    private static ObjectNode totals(Prediction prediction, Timeline timeline) {
        Work work = timeline.work();
        return JSON.createObjectNode()
                .put("passes", timeline.passes().size())
                .put("matmul_flops", work.matmulFlops())
                .put("flops", work.flops())
                .put("bytes_read", work.bytesRead())
                .put("bytes_written", work.bytesWritten())
                .put("weight_bytes", work.weightBytes())
                .put("kv_bytes", work.keyValueBytes())
                .put("arithmetic_intensity", work.arithmeticIntensity())
                .put("seconds", timeline.seconds())
                .put("first_token_seconds", timeline.firstTokenSeconds())
                .put("tokens_per_second", timeline.tokensPerSecond())
                .put("tokens_per_pass", timeline.tokensPerPass())
                .put("matmul_flops_per_token", work.matmulFlops() / prediction.tokens())
                .put("link_bytes", work.linkBytes())
                .put("tokens_per_second_per_user", prediction.tokensPerSecondPerUser())
                .put("tokens_per_second_per_device", prediction.tokensPerSecondPerDevice());
    }

    private static ObjectNode memory(Prediction prediction) {
        MemoryEstimate memory = prediction.memory();
        return JSON.createObjectNode()
                .put("weight_bytes", memory.weightBytes())
                .put("kv_cache_bytes", memory.keyValueBytes())
                .put("activation_bytes", memory.activationBytes())
                .put("logit_bytes", memory.logitBytes())
                .put("total_bytes", memory.totalBytes())
                .put("capacity_bytes", prediction.device().memoryBytes())
                .put("fits", prediction.fits())
                .put("largest_batch", prediction.largestBatch());
    }

    private static void energy(Prediction prediction, ObjectNode root) {
        prediction
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
        for (OperatorTotal operator : timeline.operators()) {
            operators
                    .addObject()
                    .put("name", operator.name())
                    .put("calls", operator.calls())
                    .put("matmul_flops", operator.work().matmulFlops())
                    .put("bytes", operator.work().bytes())
                    .put("seconds", operator.seconds())
                    .put("bound", prediction.bound(operator).id())
                    .put("link_bytes", operator.work().linkBytes());
        }
        return operators;
    }

    /// A header line and one line per prediction.
    public static String csv(Stream<Prediction> predictions) {
        StringBuilder csv =
                new StringBuilder("model,device,strategy,logits,profile,dtype,weight_dtype,activation_dtype,kv_dtype,"
                        + "batch,prompt_tokens,generated_tokens,"
                        + "passes,matmul_flops,flops,bytes_read,bytes_written,weight_bytes,kv_bytes,arithmetic_intensity,seconds,"
                        + "first_token_seconds,tokens_per_second,tokens_per_pass,memory_bytes,capacity_bytes,fits,"
                        + "tensor_parallel,pipeline_parallel,link,link_bytes,tokens_per_second_per_user,"
                        + "tokens_per_second_per_device,largest_batch,joules,joules_per_token,dollars_per_hour,"
                        + "dollars_per_million_tokens\n");
        predictions.forEach(prediction -> {
            Timeline timeline = prediction.timeline();
            Work work = timeline.work();
            Deployment deployment = prediction.scenario().deployment();
            Optional<Energy> energy = prediction.energy();
            Optional<Money> money = prediction.money();
            csv.append(String.join(
                            ",",
                            List.of(
                                    quoted(prediction.model().id()),
                                    quoted(prediction.device().id()),
                                    quoted(prediction.strategy().toString()),
                                    prediction.request().logits().id(),
                                    prediction.scenario().profile().id(),
                                    prediction.scenario().types().label(),
                                    prediction.scenario().types().weight().id(),
                                    prediction.scenario().types().activation().id(),
                                    prediction.scenario().types().keyValue().id(),
                                    "" + prediction.request().batch(),
                                    "" + prediction.request().promptTokens(),
                                    "" + prediction.request().generatedTokens(),
                                    "" + timeline.passes().size(),
                                    "" + work.matmulFlops(),
                                    "" + work.flops(),
                                    "" + work.bytesRead(),
                                    "" + work.bytesWritten(),
                                    "" + work.weightBytes(),
                                    "" + work.keyValueBytes(),
                                    "" + work.arithmeticIntensity(),
                                    "" + timeline.seconds(),
                                    "" + timeline.firstTokenSeconds(),
                                    "" + timeline.tokensPerSecond(),
                                    "" + timeline.tokensPerPass(),
                                    "" + prediction.memory().totalBytes(),
                                    "" + prediction.device().memoryBytes(),
                                    "" + prediction.fits(),
                                    "" + deployment.tensor(),
                                    "" + deployment.stages(),
                                    quoted(deployment.link().id()),
                                    "" + work.linkBytes(),
                                    "" + prediction.tokensPerSecondPerUser(),
                                    "" + prediction.tokensPerSecondPerDevice(),
                                    "" + prediction.largestBatch(),
                                    energy.map(each -> "" + each.joules()).orElse(""),
                                    energy.map(each -> "" + each.joulesPerToken())
                                            .orElse(""),
                                    money.map(each -> "" + each.dollarsPerHour())
                                            .orElse(""),
                                    money.map(each -> "" + each.dollarsPerMillionTokens())
                                            .orElse(""))))
                    .append('\n');
        });
        return csv.toString();
    }

    /// A field of a line of comma-separated values.
    public static String quoted(String field) {
        return field.matches("[\\w.+-]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
    }

    /// A page of text for one prediction, a table of one line each for several.
    public static String text(Stream<Prediction> predictions) {
        List<List<String>> rows = new ArrayList<>();
        List<Prediction> first = new ArrayList<>();
        predictions.forEach(prediction -> {
            if (first.isEmpty()) {
                first.add(prediction);
            }
            rows.add(row(prediction));
        });
        return rows.size() == 1 ? TextPage.of(first.getFirst()) : table(rows);
    }

    private static List<String> row(Prediction p) {
        return List.of(
                p.model().id(),
                p.device().id(),
                p.strategy().toString(),
                "" + p.request().batch(),
                "" + p.request().promptTokens(),
                "" + p.request().generatedTokens(),
                "" + p.timeline().passes().size(),
                Units.seconds(p.timeline().seconds()),
                Units.number(p.timeline().tokensPerSecond()),
                String.format(Locale.ROOT, "%.1f", p.timeline().work().arithmeticIntensity()),
                Units.bytes(p.memory().totalBytes()),
                p.fits() ? "yes" : "no",
                p.scenario().profile().id(),
                "" + p.scenario().deployment().tensor(),
                "" + p.scenario().deployment().stages());
    }

    /// A table without those of the last columns that say the same in every row.
    private static List<List<String>> distinct(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        List<Integer> shown = IntStream.range(0, columns)
                .filter(column -> column < columns - VARYING_COLUMNS
                        || rows.stream()
                                        .skip(1)
                                        .map(row -> row.get(column))
                                        .distinct()
                                        .count()
                                > 1)
                .boxed()
                .toList();
        return rows.stream().map(row -> shown.stream().map(row::get).toList()).toList();
    }

    private static String table(List<List<String>> lines) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "model",
                "device",
                "strategy",
                "batch",
                "prompt",
                "gen",
                "passes",
                "time",
                "tokens/s",
                "FLOP/B",
                "memory",
                "fits",
                "profile",
                "TP",
                "PP"));
        rows.addAll(lines);
        return aligned(distinct(rows));
    }

    private static String aligned(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        Arrays.setAll(
                widths,
                column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(1));
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                boolean name = column < NAME_COLUMNS;
                String gap = column == 0 ? "" : name || column == NAME_COLUMNS ? "  " : " ";
                text.append(gap)
                        .append(String.format(
                                Locale.ROOT, "%" + (name ? "-" : "") + widths[column] + "s", row.get(column)));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
