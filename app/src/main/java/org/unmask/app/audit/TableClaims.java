package org.unmask.app.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

    /// A column of numbers.
    ///
    /// @param names  that people give it, the first of them here
    /// @param scale  of the base unit in that of the column
    private record NumberColumn(Measure measure, double scale, List<String> names) {
        NumberColumn(Measure measure, String... names) {
            this(measure, 1, List.of(names));
        }

        static NumberColumn milliseconds(Measure measure, String... names) {
            return new NumberColumn(measure, 1e-3, List.of(names));
        }
    }

    /// If a row has several figures of one measure, the first of them counts.
    private static final List<NumberColumn> NUMBERS = List.of(
            new NumberColumn(Measure.RATE, "tokens_per_second", "throughput", "output_throughput"),
            new NumberColumn(Measure.USER_RATE, "tokens_per_second_per_user"),
            new NumberColumn(Measure.USER_RATE, "tokens_per_second_per_sequence"),
            new NumberColumn(Measure.DEVICE_RATE, "tokens_per_second_per_device", "tokens_per_second_per_gpu"),
            new NumberColumn(Measure.DECODE_RATE, "decode_tokens_per_second"),
            new NumberColumn(Measure.PROMPT_RATE, "prompt_tokens_per_second"),
            new NumberColumn(Measure.TOKEN_SECONDS, "time_per_output_token", "tpot"),
            NumberColumn.milliseconds(Measure.TOKEN_SECONDS, "tpot_ms", "median_tpot_ms", "mean_tpot_ms"),
            new NumberColumn(Measure.PROMPT_SECONDS, "time_to_first_token", "ttft"),
            NumberColumn.milliseconds(Measure.PROMPT_SECONDS, "ttft_ms", "median_ttft_ms", "mean_ttft_ms"),
            new NumberColumn(Measure.SECONDS, "end_to_end_latency", "e2e_latency", "e2el"),
            NumberColumn.milliseconds(
                    Measure.SECONDS,
                    "end_to_end_latency_ms",
                    "e2e_latency_ms",
                    "e2e_ms",
                    "median_e2el_ms",
                    "mean_e2el_ms"));

    /// Whose time it is, of one generation or of all, a table says only where there is nothing else.
    private static final NumberColumn ALONE = new NumberColumn(Measure.SECONDS, "seconds");

    private static final List<String> NAMES = Stream.concat(NUMBERS.stream(), Stream.of(ALONE))
            .flatMap(number -> number.names().stream())
            .toList();

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
                && (numbers || NAMES.stream().anyMatch(names::contains));
    }

    /// @throws IOException in one line, if the file is no table
    static List<Claimed> of(PublishedFile file) throws IOException {
        List<Claimed> claims = new ArrayList<>();
        for (CsvRows.Row row : CsvRows.of(file)) {
            claims.addAll(new TableClaims(file, row).claims(file.name() + " row " + row.number()));
        }
        return claims;
    }

    /// A claim for every measure that the row has a number of; one without a number if it has none.
    private List<Claimed> claims(String source) {
        file.assumptions()
                .forEach(assumption ->
                        said.add(assumption.quantity() + " " + assumption.value() + ": " + assumption.reason()));
        String address = find(ADDRESS).orElse(file.source());
        try {
            Claimed.Stated stated = stated();
            List<String> remarks = said();
            return measured().entrySet().stream()
                    .map(number -> claim(source, address, number.getKey(), number.getValue(), stated, remarks))
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of(Claimed.unreadable(source, address, String.valueOf(e.getMessage())));
        }
    }

    /// Beside a rate of all, times are those of one request.
    private static Claimed claim(
            String source,
            String address,
            Measure measure,
            Optional<Double> number,
            Claimed.Stated stated,
            List<String> remarks) {
        boolean ofOne = measure == Measure.PROMPT_SECONDS || measure == Measure.TOKEN_SECONDS;
        if (!ofOne || stated.batch().orElse(1) == 1) {
            return new Claimed(source, address, measure, number, stated, remarks);
        }
        List<String> all = new ArrayList<>(remarks);
        all.add("the request is alone: others beside it would only slow it down");
        return new Claimed(source, address, measure, number, stated.alone(), all);
    }

    private Map<Measure, Optional<Double>> measured() {
        Map<Measure, Optional<Double>> numbers = new LinkedHashMap<>();
        if (cells.containsKey("quantity") && cells.containsKey("value")) {
            NumberColumn known = known(cells.getOrDefault("quantity", ""));
            numbers.put(known.measure(), number("value").map(value -> value * known.scale() * unit()));
            return numbers;
        }
        for (NumberColumn number : NUMBERS) {
            add(number, numbers);
        }
        if (numbers.isEmpty()) {
            add(ALONE, numbers);
        }
        if (numbers.isEmpty()) {
            numbers.put(Measure.RATE, Optional.empty());
        }
        return numbers;
    }

    private void add(NumberColumn number, Map<Measure, Optional<Double>> numbers) {
        number.names().stream()
                .filter(name -> !cells.getOrDefault(name, "").isEmpty())
                .findFirst()
                .ifPresent(name ->
                        numbers.putIfAbsent(number.measure(), number(name).map(value -> value * number.scale())));
    }

    private static NumberColumn known(String quantity) {
        return Stream.concat(NUMBERS.stream(), Stream.of(ALONE))
                .filter(number -> number.names().contains(quantity))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "quantity '" + quantity + "' is no time or rate; expected one of " + String.join(", ", NAMES)));
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
