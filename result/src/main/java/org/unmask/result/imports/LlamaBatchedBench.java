package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    /// What the columns of the table are called in JSON lines.
    private static final Map<String, String> NAMES = Map.of(
            "PP", "pp",
            "TG", "tg",
            "B", "pl",
            "N_KV", "n_kv",
            "T_PP s", "t_pp",
            "S_PP t/s", "speed_pp",
            "T_TG s", "t_tg",
            "S_TG t/s", "speed_tg",
            "T s", "t",
            "S t/s", "speed");

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
                    .with(Load.batch(fields.count("pl"), fields.whole("pp"), fields.whole("tg")))
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

    /// With a prompt that all sequences share it is computed, and counted, once.
    private static List<Metric> metrics(Fields fields) throws IOException {
        boolean isShared = fields.says("is_pp_shared", 1) || fields.says("is_pp_shared", true);
        String prompts = isShared ? "tokens of the prompt that all sequences share" : "tokens of all prompts";
        MetricReader reader = new MetricReader(PROGRAM, fields)
                .value(Quantity.SECONDS, "t", "time of prompts and tokens, in seconds")
                .value(Quantity.PROMPT_SECONDS, "t_pp", "time of all prompts, in seconds")
                .value(Quantity.DECODE_SECONDS, "t_tg", "time of all generated tokens, in seconds");
        // A rate of no tokens is none.
        if (fields.whole("pp") > 0) {
            reader.value(Quantity.PROMPT_TOKENS_PER_SECOND, "speed_pp", prompts + " over t_pp");
        }
        if (fields.whole("tg") > 0) {
            reader.value(Quantity.DECODE_TOKENS_PER_SECOND, "speed_tg", "generated tokens of all sequences over t_tg");
        }
        return reader.value(Quantity.PROCESSED_TOKENS_PER_SECOND, "speed", prompts + " and generated tokens over t")
                .metrics();
    }

    /// The rows of the tables, with the names that JSON lines have, and the options that stand above each table.
    private static List<Fields> rows(ForeignFile file) throws IOException {
        List<Fields> rows = new ArrayList<>();
        for (Table.Bars table : Table.barred(file.path().toString(), file.text(), HEADING)) {
            ObjectNode options = options(table.before());
            for (Fields row : table.rows()) {
                rows.add(Fields.of(row.file(), named(row).setAll(options)));
            }
        }
        if (rows.isEmpty()) {
            throw new IOException(file.path() + ": a table without rows");
        }
        return rows;
    }

    private static ObjectNode named(Fields row) {
        ObjectNode named = row.rest();
        NAMES.forEach((shown, name) -> {
            if (named.has(shown)) {
                named.set(name, named.remove(shown));
            }
        });
        return named;
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
}
