package org.unmask.fit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.PublishedFile;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.cost.predict.Scenario;

/// Reads the formats of published measurements.
///
/// | format | a row is | groups |
/// |---|---|---|
/// | `throughput-by-batch` | tokens per second of a batch | model, steps and prompt |
/// | `runtime-log` | a prefill, one decode step, or a generation without a cache | model and quantity |
/// | `points` | throughput or time of any strategy | model, strategy and setting |
///
/// Rows of a runtime log that are the mean step of a generation which has its own row are not counted twice, and
/// points without a strategy are passed over. Diffusion points that do not count all generated tokens, but those kept
/// of an answer, are compared as ratios to the first of their setting.
public final class PublishedPoints {
    private static final Map<String, String> LOG_MODELS =
            Map.of("Meta-Llama-3-8B-Instruct", "llama-3-8b", "LLaDA-8B-Instruct", "llada-8b");

    private static final Map<String, PublishedPoint.Part> ANY = Map.of(
            "throughput", PublishedPoint.Part.GENERATION,
            "seconds", PublishedPoint.Part.GENERATION,
            "end_to_end_latency", PublishedPoint.Part.GENERATION);

    private static final Map<String, PublishedPoint.Part> AUTOREGRESSIVE = Map.of(
            "throughput", PublishedPoint.Part.GENERATION,
            "seconds", PublishedPoint.Part.GENERATION,
            "end_to_end_latency", PublishedPoint.Part.GENERATION,
            "time_to_first_token", PublishedPoint.Part.PROMPT,
            "time_per_output_token", PublishedPoint.Part.DECODE);

    private final Catalog catalog;
    private final PublishedFile file;
    private final Optional<String> device;

    /// Reads the points of a published file for a device.
    ///
    /// @param device  instead of the one the file states or assumes
    public PublishedPoints(Catalog catalog, PublishedFile file, Optional<String> device) {
        this.catalog = catalog;
        this.file = file;
        this.device = device;
    }

    /// Reads every point of the file.
    ///
    /// @throws IOException in one line, naming file and row
    public List<PublishedPoint> read() throws IOException {
        List<PublishedPoint> points = new ArrayList<>();
        for (CsvRows.Row row : CsvRows.of(file)) {
            try {
                point(row).ifPresent(points::add);
            } catch (IllegalArgumentException e) {
                throw row.bad(e);
            }
        }
        return points;
    }

    private Optional<PublishedPoint> point(CsvRows.Row row) throws IOException {
        return switch (file.format()) {
            case "throughput-by-batch" -> Optional.of(throughputByBatch(row));
            case "runtime-log" -> runtimeLog(row);
            case PublishedFile.POINTS -> row.isEmpty("strategy") ? Optional.empty() : Optional.of(plain(row));
            case PublishedFile.REPORTS ->
                throw new IOException(file.name()
                        + ": a table of reports, whose rows state some quantities only; `unmask validate` predicts it");
            default ->
                throw new IOException(file.name() + ": unknown format '" + file.format()
                        + "'; known: throughput-by-batch, runtime-log, points");
        };
    }

    private PublishedPoint throughputByBatch(CsvRows.Row row) throws IOException {
        String model = row.text("model");
        boolean autoregressive = row.text("paradigm").equals("ar");
        String strategy = autoregressive
                ? Strategies.AUTOREGRESSIVE.toString()
                : assumed("strategy").replace("{steps}", row.text("steps"));
        int batch = row.count("batch");
        int prompt = row.count("prompt_tokens");
        int generated = Integer.parseInt(assumed("generated_tokens"));
        // One row of logits an autoregressive step, whatever the loop of the diffusion model computes.
        LogitRows logits = autoregressive ? LogitRows.ACTIVE : logits();
        return new PublishedPoint(
                file.name(),
                model + (autoregressive ? "" : " K=" + row.text("steps")) + " P=" + prompt,
                "B=" + batch,
                scenario(model, assumed("device"), strategy, new Request(batch, prompt, generated, logits)),
                PublishedPoint.Part.GENERATION,
                (double) batch * generated / row.positive("tokens_per_second"),
                Optional.empty());
    }

    private Optional<PublishedPoint> runtimeLog(CsvRows.Row row) throws IOException {
        String quantity = row.text("quantity");
        int prompt = row.count("prompt_len");
        String name = row.text("model");
        String model = LOG_MODELS.getOrDefault(name, name);
        String group = model + " " + quantity;
        double seconds = row.positive("ms") * 1e-3;
        return switch (quantity) {
            case "prefill" ->
                Optional.of(new PublishedPoint(
                        file.name(),
                        group,
                        "P=" + prompt,
                        scenario(
                                model,
                                assumed("device"),
                                Strategies.AUTOREGRESSIVE.toString(),
                                new Request(1, prompt, 1, logits())),
                        PublishedPoint.Part.GENERATION,
                        seconds,
                        Optional.empty()));
            case "decode_1_token" ->
                Optional.of(new PublishedPoint(
                        file.name(),
                        group,
                        "P=" + prompt + " token " + row.count("gen_len"),
                        scenario(
                                model,
                                assumed("device"),
                                Strategies.AUTOREGRESSIVE.toString(),
                                new Request(1, prompt, row.count("gen_len"), LogitRows.ACTIVE)),
                        PublishedPoint.Part.LAST_PASS,
                        seconds,
                        Optional.empty()));
            case "e2e_total" ->
                Optional.of(new PublishedPoint(
                        file.name(),
                        group,
                        "P=" + prompt + " G=" + row.count("gen_len"),
                        scenario(
                                model,
                                assumed("device"),
                                "diffusion:steps=" + row.count("steps"),
                                new Request(1, prompt, row.count("gen_len"), logits())),
                        PublishedPoint.Part.GENERATION,
                        seconds,
                        Optional.empty()));
            // The time of the generation over its steps: the same measurement once more.
            case "denoise_step_mean" -> Optional.empty();
            default -> throw row.bad("quantity", quantity, "prefill, decode_1_token, e2e_total or denoise_step_mean");
        };
    }

    private PublishedPoint plain(CsvRows.Row row) throws IOException {
        String model = row.text("model");
        StrategySpec strategy = StrategySpec.parse(row.text("strategy"));
        Request request =
                new Request(row.count("batch"), row.count("prompt_tokens"), row.count("generated_tokens"), logits());
        String setting = row.text("setting");
        String quantity = row.text("quantity");
        double value = row.positive("value") * scale(row);
        PublishedPoint.Part part = part(row, strategy);
        double seconds = switch (quantity) {
            case "throughput" -> (double) request.batch() * request.generatedTokens() / value;
            case "time_per_output_token" -> value * Math.max(1, request.generatedTokens() - 1);
            default -> value;
        };
        boolean ratio = quantity.equals("throughput")
                && !row.text("tokens_counted").equals("all")
                && !Strategies.isAutoregressive(strategy);
        return new PublishedPoint(
                file.name(),
                model + " " + strategy.id() + " " + setting,
                strategy + " B=" + request.batch() + " P=" + request.promptTokens() + " G=" + request.generatedTokens(),
                scenario(model, row.text("gpu"), strategy.toString(), request),
                part,
                seconds,
                ratio ? Optional.of(setting) : Optional.empty());
    }

    /// Base units in the unit of a row.
    private static double scale(CsvRows.Row row) throws IOException {
        return switch (row.cells().getOrDefault("unit", "")) {
            case "", "tokens/s", "s" -> 1;
            case "ms" -> 1e-3;
            default -> throw row.bad("unit", row.text("unit"), "tokens/s, s or ms");
        };
    }

    /// The passes that a quantity tells of. Tokens of a diffusion model come in blocks: a time to the first, or between two,
    /// is that of no certain passes.
    private static PublishedPoint.Part part(CsvRows.Row row, StrategySpec strategy) throws IOException {
        String quantity = row.text("quantity");
        Map<String, PublishedPoint.Part> parts = Strategies.isAutoregressive(strategy) ? AUTOREGRESSIVE : ANY;
        PublishedPoint.Part part = parts.get(quantity);
        if (part == null) {
            throw row.bad(
                    "quantity",
                    quantity,
                    "throughput (tokens/s), seconds or end_to_end_latency (s or ms); of autoregressive strategies also"
                            + " time_to_first_token or time_per_output_token");
        }
        return part;
    }

    private Scenario scenario(String model, String stated, String strategy, Request request) throws IOException {
        StrategySpec spec = StrategySpec.parse(strategy);
        Strategies.checked(spec, request);
        return Scenario.of(
                catalog.model(model).model(),
                catalog.device(device.orElse(stated)).device(),
                spec,
                request,
                DType.of(file.assumed("dtype").orElse("bf16")));
    }

    private LogitRows logits() {
        return LogitRows.of(file.assumed("logits").orElse("active").toLowerCase(Locale.ROOT));
    }

    private String assumed(String quantity) throws IOException {
        if (quantity.equals("device") && device.isPresent()) {
            return device.get();
        }
        return file.assumed(quantity)
                .orElseThrow(() -> new IOException(
                        file.name() + ": it does not state " + quantity + " and no index.json beside it assumes one"));
    }
}
