package org.unmask.app.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.memory.MemoryEstimate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Predictions as JSON, CSV and text. Of each prediction only what is printed is kept, so that there may be many.
public final class Formats {
    private static final String SCHEMA = "unmask.prediction/1";
    private static final int WIDTH = 120;
    /// Columns of the table that are aligned to the left, before those with numbers.
    private static final int NAME_COLUMNS = 3;

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
        root.set("totals", totals(prediction, timeline));
        root.set("memory", memory(prediction));
        root.set("phases", phases(timeline));
        root.set("operators", operators(prediction, timeline));
        return root;
    }

    private static ObjectNode totals(Prediction prediction, Timeline timeline) {
        Work work = timeline.work();
        double tokens =
                (double) prediction.request().batch() * prediction.request().generatedTokens();
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
                .put("matmul_flops_per_token", work.matmulFlops() / tokens);
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
                .put("fits", prediction.fits());
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
                    .put("bound", prediction.bound(operator).id());
        }
        return operators;
    }

    /// A header line and one line per prediction.
    public static String csv(Stream<Prediction> predictions) {
        StringBuilder csv =
                new StringBuilder("model,device,strategy,logits,profile,dtype,weight_dtype,activation_dtype,kv_dtype,"
                        + "batch,prompt_tokens,generated_tokens,"
                        + "passes,matmul_flops,flops,bytes_read,bytes_written,weight_bytes,kv_bytes,arithmetic_intensity,seconds,"
                        + "first_token_seconds,tokens_per_second,tokens_per_pass,memory_bytes,capacity_bytes,fits\n");
        predictions.forEach(prediction -> {
            Timeline timeline = prediction.timeline();
            Work work = timeline.work();
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
                                    "" + prediction.fits())))
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
        return rows.size() == 1 ? page(first.getFirst()) : table(rows);
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
                p.fits() ? "yes" : "no");
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
                "fits"));
        rows.addAll(lines);
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

    private static String types(DTypes types) {
        return types.equals(DTypes.all(types.compute()))
                ? types.label()
                : types.weight().id() + " weights, " + types.activation().id() + " activations, "
                        + types.keyValue().id() + " keys and values";
    }

    private static String page(Prediction p) {
        Timeline timeline = p.timeline();
        Work work = timeline.work();
        StringBuilder text = new StringBuilder();
        line(text, "%s on %s, %s", p.model().id(), p.device().name(), p.strategy());
        line(
                text,
                "batch %d, prompt %d, generated %d tokens; %s, logits of %s rows, profile %s",
                p.request().batch(),
                p.request().promptTokens(),
                p.request().generatedTokens(),
                types(p.scenario().types()),
                p.request().logits().id(),
                p.scenario().profile().id());
        line(text, "");
        line(
                text,
                "time          %s for %d passes (first token after %s)",
                Units.seconds(timeline.seconds()),
                timeline.passes().size(),
                Units.seconds(timeline.firstTokenSeconds()));
        line(
                text,
                "throughput    %s tokens/s, %s tokens per pass",
                Units.number(timeline.tokensPerSecond()),
                Units.number(timeline.tokensPerPass()));
        line(
                text,
                "work          %s of matrix arithmetic, %s moved (weights %s, keys and values %s)",
                Units.si(work.matmulFlops(), "FLOP"),
                Units.bytes(work.bytes()),
                Units.bytes(work.weightBytes()),
                Units.bytes(work.keyValueBytes()));
        line(
                text,
                "intensity     %.2f FLOP/B, ridge of the device %.0f",
                work.arithmeticIntensity(),
                p.device().ridge(p.scenario().types().compute()));
        line(
                text,
                "memory        %s of %s: weights %s, KV cache %s, activations %s, logits %s%s",
                Units.bytes(p.memory().totalBytes()),
                Units.bytes(p.device().memoryBytes()),
                Units.bytes(p.memory().weightBytes()),
                Units.bytes(p.memory().keyValueBytes()),
                Units.bytes(p.memory().activationBytes()),
                Units.bytes(p.memory().logitBytes()),
                p.fits() ? "" : "; DOES NOT FIT");
        line(text, "");
        line(text, "%-12s %8s %9s %17s %12s %9s", "phase", "passes", "queries", "context", "time", "FLOP/B");
        for (Timeline.PhaseTotal phase : timeline.phases()) {
            line(
                    text,
                    "%-12s %8d %9d %17s %12s %9.2f",
                    phase.name(),
                    phase.passes(),
                    phase.queries(),
                    phase.contextFirst() == phase.contextLast()
                            ? "" + phase.contextFirst()
                            : phase.contextFirst() + " to " + phase.contextLast(),
                    Units.seconds(phase.seconds()),
                    phase.work().arithmeticIntensity());
        }
        line(text, "");
        line(
                text,
                "%-14s %9s %15s %12s %9s %12s %6s  %s",
                "operator",
                "calls",
                "matmul",
                "bytes",
                "FLOP/B",
                "time",
                "share",
                "bound");
        for (OperatorTotal o : timeline.operators()) {
            line(
                    text,
                    "%-14s %9d %15s %12s %9.1f %12s %5.1f%%  %s",
                    o.name(),
                    o.calls(),
                    Units.si(o.work().matmulFlops(), "FLOP"),
                    Units.bytes(o.work().bytes()),
                    o.work().arithmeticIntensity(),
                    Units.seconds(o.seconds()),
                    100 * o.seconds() / timeline.seconds(),
                    p.bound(o).id());
        }
        line(text, "");
        wrapped(text, "sources: model ", p.model().source());
        wrapped(text, "         device ", p.device().source());
        return text.toString();
    }

    /// Words on as many lines as the width asks for. An address is never broken, however long.
    private static void wrapped(StringBuilder text, String label, String words) {
        StringBuilder line = new StringBuilder(label);
        String gap = "";
        for (String word : words.split("\\s+", -1)) {
            if (!gap.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(" ".repeat(label.length()));
                gap = "";
            }
            line.append(gap).append(word);
            gap = " ";
        }
        text.append(line).append('\n');
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
