package org.unmask.app.audit;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.unmask.catalog.PublishedFile;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.op.DType;
import org.unmask.fit.CsvRows;
import org.unmask.result.ElementTypes;

/// Claims of a table with a line of headings: that of published points, or one of somebody else's with the same or other
/// usual names. A cell that cannot be read makes a claim that cannot be audited, and the others are read.
final class TableClaims {
    private static final List<String> MODEL = List.of("model", "model_id");
    private static final List<String> DEVICE = List.of("gpu", "device", "hardware");
    private static final List<String> DEVICES = List.of("devices", "gpus", "num_gpus", "tensor_parallel", "tp");
    private static final List<String> STRATEGY = List.of("strategy");
    private static final List<String> BATCH = List.of("batch", "batch_size", "concurrency", "max_concurrency");
    private static final List<String> PROMPT =
            List.of("prompt_tokens", "prompt_len", "input_len", "prompt_length", "input_tokens", "isl");
    private static final List<String> GENERATED =
            List.of("generated_tokens", "gen_len", "output_len", "generated_length", "output_tokens", "osl");
    private static final List<String> TYPE = List.of("dtype", "precision", "weight_dtype");
    private static final List<String> ADDRESS = List.of("address", "source", "url");

    private static final Map<String, Measure> NUMBERS = Map.ofEntries(
            Map.entry("tokens_per_second", Measure.RATE),
            Map.entry("throughput", Measure.RATE),
            Map.entry("tokens_per_second_per_user", Measure.USER_RATE),
            Map.entry("tokens_per_second_per_sequence", Measure.USER_RATE),
            Map.entry("tokens_per_second_per_device", Measure.DEVICE_RATE),
            Map.entry("tokens_per_second_per_gpu", Measure.DEVICE_RATE),
            Map.entry("decode_tokens_per_second", Measure.DECODE_RATE),
            Map.entry("prompt_tokens_per_second", Measure.PROMPT_RATE),
            Map.entry("time_to_first_token", Measure.PROMPT_SECONDS),
            Map.entry("time_per_output_token", Measure.TOKEN_SECONDS),
            Map.entry("seconds", Measure.SECONDS));
    private static final List<String> RATES_FIRST = List.of(
            "tokens_per_second",
            "tokens_per_second_per_user",
            "tokens_per_second_per_sequence",
            "tokens_per_second_per_device",
            "tokens_per_second_per_gpu",
            "decode_tokens_per_second",
            "prompt_tokens_per_second",
            "throughput",
            "time_per_output_token",
            "time_to_first_token",
            "seconds");
    private static final Map<String, Double> UNITS =
            Map.of("tokens/s", 1.0, "s", 1.0, "ms", 1e-3, "us", 1e-6, "µs", 1e-6);

    private final PublishedFile file;
    private final Map<String, String> cells;
    private final List<String> said;

    private TableClaims(PublishedFile file, CsvRows.Row row) {
        this.file = file;
        this.cells = new HashMap<>();
        row.cells()
                .forEach((name, value) -> cells.put(
                        name.strip().toLowerCase(Locale.ROOT).replace(' ', '_'), value == null ? "" : value.strip()));
        this.said = new ArrayList<>();
    }

    /// Whether a line of headings is of a table of claims: it names models, and times or rates of them.
    static boolean isHeading(String line) {
        List<String> names =
                List.of(line.toLowerCase(Locale.ROOT).replace("\"", "").strip().split("\\s*,\\s*"));
        boolean numbers = names.contains("quantity") && names.contains("value");
        return MODEL.stream().anyMatch(names::contains)
                && (numbers || RATES_FIRST.stream().anyMatch(names::contains));
    }

    /// @throws IOException in one line, if the file is no table
    static List<Claimed> of(PublishedFile file) throws IOException {
        List<Claimed> claims = new ArrayList<>();
        for (CsvRows.Row row : CsvRows.of(file)) {
            claims.add(new TableClaims(file, row).claim(file.name() + " row " + row.number()));
        }
        return claims;
    }

    private Claimed claim(String source) {
        file.assumptions()
                .forEach(assumption ->
                        said.add(assumption.quantity() + " " + assumption.value() + ": " + assumption.reason()));
        String address = find(ADDRESS).orElse(file.source());
        try {
            Claimed.Stated stated = stated();
            return measured(source, address, stated);
        } catch (IllegalArgumentException e) {
            return Claimed.unreadable(source, address, String.valueOf(e.getMessage()));
        }
    }

    private Claimed measured(String source, String address, Claimed.Stated stated) {
        if (cells.containsKey("quantity") && cells.containsKey("value")) {
            String quantity = cells.get("quantity");
            Measure measure = NUMBERS.get(quantity);
            if (measure == null) {
                throw new IllegalArgumentException("quantity '" + quantity + "' is no time or rate; expected one of "
                        + String.join(", ", RATES_FIRST));
            }
            return new Claimed(source, address, measure, number("value").map(value -> value * unit()), stated, said());
        }
        for (String name : RATES_FIRST) {
            if (!cells.getOrDefault(name, "").isEmpty()) {
                return new Claimed(source, address, requireNonNull(NUMBERS.get(name)), number(name), stated, said());
            }
        }
        return new Claimed(source, address, Measure.RATE, Optional.empty(), stated, said());
    }

    private double unit() {
        String unit = cells.getOrDefault("unit", "");
        if (unit.isEmpty()) {
            return 1;
        }
        Double factor = UNITS.get(unit);
        if (factor == null) {
            throw new IllegalArgumentException("unit '" + unit + "'; expected tokens/s, s or ms");
        }
        return factor;
    }

    /// The tokens of an answer, and not those that fill its canvas, are what some count.
    private List<String> said() {
        if (cells.getOrDefault("tokens_counted", "all").equals("kept")) {
            said.add("answers fill the whole canvas: only tokens that were kept are counted, so the time may have been"
                    + " shorter");
        }
        for (String length : List.of("prompt_tokens", "generated_tokens")) {
            if (cells.getOrDefault(length + "_stated", "yes").equals("no")
                    && file.assumed(length).isEmpty()) {
                said.add(length.replace('_', ' ') + " are " + cells.get(length));
            }
        }
        return said;
    }

    private Claimed.Stated stated() {
        return new Claimed.Stated(
                find(MODEL),
                find(DEVICE).or(() -> file.assumed("device")),
                whole(DEVICES, 1),
                strategy(),
                whole(BATCH, 1),
                whole(PROMPT, 0),
                whole(GENERATED, 0),
                file.assumed("logits").map(LogitRows::of),
                types(),
                Optional.empty(),
                false);
    }

    private ElementTypes types() {
        Optional<DType> type =
                find(TYPE).or(() -> file.assumed("dtype")).map(name -> DType.of(name.toLowerCase(Locale.ROOT)));
        return new ElementTypes(type, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Optional<String> strategy() {
        Optional<String> steps = find(List.of("steps"));
        return find(STRATEGY)
                .map(strategy -> steps.isEmpty() || strategy.contains("steps=") || strategy.equals("ar")
                        ? strategy
                        : strategy + (strategy.contains(":") ? "," : ":") + "steps=" + steps.get());
    }

    private Optional<String> find(List<String> names) {
        return names.stream()
                .map(name -> cells.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    private Optional<Integer> whole(List<String> names, int least) {
        Optional<String> value = find(names);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            int number = Integer.parseInt(value.get());
            if (number >= least) {
                return Optional.of(number);
            }
        } catch (NumberFormatException _) {
            // said below, like a number out of range
        }
        throw new IllegalArgumentException(
                names.getFirst() + " '" + value.get() + "'; expected a whole number from " + least);
    }

    private Optional<Double> number(String name) {
        String value = cells.getOrDefault(name, "");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Double.parseDouble(value));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " '" + value + "'; expected a number", e);
        }
    }
}
