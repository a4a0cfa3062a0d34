package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unmask.core.decode.Strategies;
import org.unmask.core.op.DType;
import org.unmask.input.Fields;
import org.unmask.result.Arrival;
import org.unmask.result.Checkpoint;
import org.unmask.result.ElementTypes;
import org.unmask.result.ImportedResult;
import org.unmask.result.Lengths;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import org.unmask.result.Stack;

/// Results of `llama-bench` of llama.cpp as the table that it prints, with or without the lines of its log around it.
///
/// `pp512`, once `pp 512`, is a prompt of 512 tokens, `tg128` is 128 tokens, `pp512+tg128` both; `@ d4096` says how many
/// tokens are in the cache before. Rates are rounded. The device is said only in the log, if at all, and is not taken from there.
final class LlamaBenchTable implements Importer {
    private static final List<String> HEADING = List.of("model", "backend", "test", "t/s");
    private static final Pattern TEST = Pattern.compile("(?:pp ?(\\d+))?\\+?(?:tg ?(\\d+))?(?: @ d(\\d+))?");
    private static final Pattern RATE = Pattern.compile("(\\d+(?:\\.\\d+)?)(?: ± (\\d+(?:\\.\\d+)?))?");
    private static final Pattern BUILD = Pattern.compile("(?m)^build: (\\w+) \\((\\d+)\\)");
    private static final List<String> NOT_OPTIONS =
            List.of("model", "size", "params", "backend", "threads", "test", "t/s");

    @Override
    public String id() {
        return "llama-bench-table";
    }

    @Override
    public String summary() {
        return "llama.cpp: llama-bench, the table that it prints";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasBars(HEADING);
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        List<ImportedResult> results = new ArrayList<>();
        for (Table.Bars table : Table.barred(file.path().toString(), file.text(), HEADING)) {
            for (Fields row : table.rows()) {
                results.add(result(row, version(table.after()), file.source(this, results.size() + 1)));
            }
        }
        if (results.isEmpty()) {
            throw new IOException(file.path() + ": a table without rows");
        }
        return results;
    }

    /// The build that is said below a table.
    private static Optional<String> version(String text) {
        Matcher build = BUILD.matcher(text);
        return build.find() ? Optional.of(build.group(2) + " (" + build.group(1) + ")") : Optional.empty();
    }

    private static ImportedResult result(Fields row, Optional<String> version, ImportedResult.Source source)
            throws IOException {
        Matcher test = TEST.matcher(row.text("test"));
        if (!test.matches() || (test.group(1) == null && test.group(2) == null)) {
            throw row.bad("test", "for instance pp512, tg128, pp512+tg128 or tg128 @ d4096");
        }
        int prompt = tokens(row, test.group(1));
        int generated = tokens(row, test.group(2));
        int depth = tokens(row, test.group(3));
        Setting setting = new Setting(
                model(row.text("model")),
                generated > 0 ? Optional.of(Strategies.AUTOREGRESSIVE) : Optional.empty(),
                new Load(
                        Optional.of(new Arrival.Batch(1)),
                        Optional.of(new Lengths.Fixed(depth + prompt)),
                        Optional.of(new Lengths.Fixed(generated))),
                Optional.empty(),
                Optional.empty(),
                types(row.text("model")),
                stack(row, version, depth),
                Machine.UNKNOWN,
                Optional.empty(),
                Setting.UNKNOWN.sampling(),
                Optional.of(depth > 0),
                Setting.UNKNOWN.prompts());
        return new ImportedResult(source, setting, List.of(rate(row, prompt, generated)), row.rest());
    }

    private static int tokens(Fields row, String digits) throws IOException {
        if (digits != null && digits.length() > 9) {
            throw row.bad("test", "fewer tokens");
        }
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static Checkpoint model(String type) {
        Optional<String> format = LlamaBench.weightFormat(type);
        boolean plain = format.flatMap(LlamaBench::type).isPresent();
        return new Checkpoint(
                Optional.of(type), Optional.empty(), Optional.empty(), plain ? Optional.of("none") : format);
    }

    private static ElementTypes types(String type) {
        Optional<DType> weight = LlamaBench.weightFormat(type).flatMap(LlamaBench::type);
        return new ElementTypes(weight, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// Columns that the program shows because they are not what they are by default.
    private static Stack stack(Fields row, Optional<String> version, int depth) throws IOException {
        Map<String, String> options =
                new LinkedHashMap<>(Served.options(row, row.keys().stream().filter(key -> !NOT_OPTIONS.contains(key))));
        options.put("n_depth", String.valueOf(depth));
        return new Stack(
                Optional.of("llama.cpp"),
                version,
                Optional.of(row.text("backend")),
                Optional.empty(),
                Served.count(row, "threads"),
                Optional.empty(),
                options);
    }

    /// The table has one number or two: a deviation of 0.00 may be a small one or that of a single repetition.
    private static Metric rate(Fields row, int prompt, int generated) throws IOException {
        Matcher number = RATE.matcher(row.textOrNumber("t/s"));
        if (!number.matches() || Double.parseDouble(number.group(1)) == 0) {
            throw row.bad("t/s", "a rate above 0, for instance 83.43 ± 0.59");
        }
        Map<String, Double> statistics = new LinkedHashMap<>();
        statistics.put(Metric.MEAN, Double.valueOf(number.group(1)));
        Stream.ofNullable(number.group(2))
                .map(Double::valueOf)
                .filter(deviation -> deviation > 0)
                .forEach(deviation -> statistics.put(Metric.STANDARD_DEVIATION, deviation));
        Quantity rate = LlamaBench.rate(prompt, generated);
        return new Metric(
                rate.id(),
                rate.unit(),
                "llama-bench t/s: tokens of the test over the time of a repetition, mean of all, rounded",
                statistics,
                List.of());
    }
}
