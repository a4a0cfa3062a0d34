package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.unmask.core.decode.Strategies;
import org.unmask.input.Fields;
import org.unmask.result.ImportedResult;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Results of `llama-batched-bench` of llama.cpp: prompts of a batch of sequences, then their tokens, one a pass. JSON
/// lines, or a table with bars below a line of options. Neither model nor machine is said.
final class LlamaBatchedBench implements Importer {
    private static final String PROGRAM = "llama-batched-bench";
    private static final List<String> KEYS = List.of("pp", "tg", "pl", "t_pp", "t_tg");
    private static final List<String> HEADING =
            List.of("PP", "TG", "B", "N_KV", "T_PP s", "S_PP t/s", "T_TG s", "S_TG t/s");
    private static final Pattern OPTION = Pattern.compile("(\\w+) = (-?\\w+)");

    /// Settings of the program that change what it does.
    private static final List<String> OPTIONS = List.of(
            "n_kv_max",
            "n_batch",
            "n_ubatch",
            "flash_attn",
            "is_pp_shared",
            "is_tg_separate",
            "n_gpu_layers",
            "n_threads_batch");

    @Override
    public String id() {
        return PROGRAM;
    }

    @Override
    public String summary() {
        return "llama.cpp: llama-batched-bench, as a table or with --output-format jsonl";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasKeys(KEYS) || file.hasBars(HEADING);
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        List<ImportedResult> results = new ArrayList<>();
        for (Fields fields : file.objects().isEmpty() ? rows(file) : file.objects()) {
            Setting setting = Setting.UNKNOWN
                    .with(Strategies.AUTOREGRESSIVE)
                    .with(Load.batch(fields.count("pl"), fields.whole("pp"), fields.count("tg")))
                    .on(
                            Served.stack(
                                            Optional.of("llama.cpp"),
                                            Optional.empty(),
                                            Served.options(fields, OPTIONS.stream()))
                                    .with(Served.count(fields, "n_threads")),
                            Machine.UNKNOWN);
            List<Metric> metrics = metrics(fields);
            results.add(new ImportedResult(file.source(this, results.size() + 1), setting, metrics, fields.rest()));
        }
        return results;
    }

    private static List<Metric> metrics(Fields fields) throws IOException {
        return new MetricReader(PROGRAM, fields)
                .value(Quantity.SECONDS, "t", "time of prompts and tokens, in seconds")
                .value(Quantity.PROMPT_SECONDS, "t_pp", "time of all prompts, in seconds")
                .value(Quantity.DECODE_SECONDS, "t_tg", "time of all generated tokens, in seconds")
                .value(Quantity.PROMPT_TOKENS_PER_SECOND, "speed_pp", "tokens of all prompts over t_pp")
                .value(Quantity.DECODE_TOKENS_PER_SECOND, "speed_tg", "generated tokens of all sequences over t_tg")
                .value(
                        Quantity.PROCESSED_TOKENS_PER_SECOND,
                        "speed",
                        "tokens of all prompts and generated tokens over t")
                .metrics();
    }

    /// The rows of the table, with the names that JSON lines have, and the options that stand above it.
    private static List<Fields> rows(ForeignFile file) throws IOException {
        List<Fields> rows = new ArrayList<>();
        ObjectNode options = options(file.text());
        for (Fields row : Table.barred(file.path().toString(), file.text(), HEADING)) {
            ObjectNode named = row.rest();
            rename(named, "PP", "pp");
            rename(named, "TG", "tg");
            rename(named, "B", "pl");
            rename(named, "N_KV", "n_kv");
            rename(named, "T_PP s", "t_pp");
            rename(named, "S_PP t/s", "speed_pp");
            rename(named, "T_TG s", "t_tg");
            rename(named, "S_TG t/s", "speed_tg");
            rename(named, "T s", "t");
            rename(named, "S t/s", "speed");
            named.setAll(options);
            rows.add(Fields.of(row.file(), named));
        }
        if (rows.isEmpty()) {
            throw new IOException(file.path() + ": a table without rows");
        }
        return rows;
    }

    /// `main: n_kv_max = 2048, n_batch = 2048, ...`
    private static ObjectNode options(String text) {
        ObjectNode options = JsonMapper.shared().createObjectNode();
        text.lines()
                .filter(line -> line.contains("n_kv_max ="))
                .flatMap(line -> OPTION.matcher(line).results())
                .forEach(option -> put(options, option.group(1), option.group(2)));
        return options;
    }

    private static void put(ObjectNode options, String name, String value) {
        if (value.matches("-?\\d{1,9}")) {
            options.put(name, Integer.parseInt(value));
        } else {
            options.put(name, value);
        }
    }

    private static void rename(ObjectNode row, String from, String to) {
        if (row.has(from)) {
            row.set(to, row.remove(from));
        }
    }
}
