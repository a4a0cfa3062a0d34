package org.unmask.app.export;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.app.print.SettingColumns;
import org.unmask.core.op.DType;
import org.unmask.core.text.Column;
import org.unmask.result.Arrival;
import org.unmask.result.Lengths;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import org.unmask.result.Stop;
import tools.jackson.databind.json.JsonMapper;

/// The columns of exported result sets: a row is one number.
///
/// They are a contract: columns are added at the end and never change their meaning.
public final class ExportColumns {
    private static final List<Column<ExportedRow>> NUMBERS = List.of(
            Column.text(
                    "kind",
                    "One word: measured, answered, probed, imported or predicted.",
                    row -> row.kind().toString()),
            Column.text("metric", "What the number is.", row -> row.metric().name()),
            Column.textIfKnown(
                    "operator", "Operator whose number it is; empty for a whole run.", ExportedRow::operator),
            Column.realIfKnown(
                    "value",
                    "",
                    "The number: the median of samples; their mean, or the only number, if no median is known.",
                    row -> row.metric().middle()),
            Column.text("unit", "Base unit of the number.", row -> row.metric().unit()),
            statistic("mean", Metric.MEAN, "Mean of the samples."),
            statistic("median", Metric.MEDIAN, "Median of the samples."),
            statistic("standard_deviation", Metric.STANDARD_DEVIATION, "Standard deviation of the samples."),
            statistic("min", Metric.LEAST, "Least of the samples."),
            statistic("max", Metric.MOST, "Greatest of the samples."),
            statistic("p90", "p90", "90th percentile of the samples."),
            statistic("p95", "p95", "95th percentile of the samples."),
            statistic("p99", "p99", "99th percentile of the samples."),
            Column.whole(
                    "samples",
                    "",
                    "Samples that the file holds.",
                    row -> row.metric().samples().size()),
            whole("repetition", "", "Repetition of the run, from 0.", ExportedRow::repetition),
            whole("problem", "", "Problem that was answered, from 0.", ExportedRow::problem),
            Column.text("definition", "How it was counted.", row -> row.metric().definition()),
            Column.text(
                    "remarks",
                    "Why the number should not be trusted; empty if nothing is wrong with it.",
                    row -> String.join("; ", row.remarks())));

    private static final List<Column<Setting>> SETTINGS = List.of(
            named("model"),
            named("quantization"),
            named("strategy"),
            Column.textIfKnown(
                    "logits",
                    "Rows of logits that a pass computes.",
                    setting -> setting.logits().map(logits -> logits.id())),
            whole("batch", "", "Sequences that are generated together.", ExportColumns::batch),
            whole("concurrency", "", "Requests that are under way at a time.", ExportColumns::concurrency),
            Column.realIfKnown(
                    "requests_per_second", "requests/s", "Rate at which requests come.", ExportColumns::rate),
            Column.realIfKnown(
                    "prompt_tokens",
                    "",
                    "Tokens of a prompt; the mean if they vary.",
                    setting -> tokens(setting.load().promptTokens())),
            Column.textIfKnown(
                    "prompt_distribution",
                    "How tokens of prompts vary: fixed, as-given, or the name of a distribution.",
                    setting -> setting.load().promptTokens().map(ExportColumns::distribution)),
            Column.realIfKnown(
                    "generated_tokens",
                    "",
                    "Tokens of an answer; the mean if they vary.",
                    setting -> tokens(setting.load().generatedTokens())),
            Column.textIfKnown(
                    "generated_distribution",
                    "How tokens of answers vary, in the same words as those of prompts.",
                    setting -> setting.load().generatedTokens().map(ExportColumns::distribution)),
            Column.textIfKnown(
                    "stop", "When sequences end.", setting -> setting.stop().map(Stop::id)),
            Column.truthIfKnown(
                    "cached", "Whether prompts, or parts of them, were in the cache before.", Setting::cached),
            Column.textIfKnown(
                    "weight_dtype",
                    "Element type of weights.",
                    setting -> setting.types().weight().map(DType::id)),
            Column.textIfKnown(
                    "activation_dtype",
                    "Element type of activations.",
                    setting -> setting.types().activation().map(DType::id)),
            Column.textIfKnown(
                    "kv_dtype",
                    "Element type of keys and values.",
                    setting -> setting.types().keyValue().map(DType::id)),
            named("engine"),
            named("version"),
            named("backend"),
            whole(
                    "threads",
                    "",
                    "Threads that compute.",
                    setting -> setting.engine().threads()),
            named("machine"),
            whole(
                    "devices",
                    "",
                    "Processors or devices.",
                    setting -> setting.machine().count()),
            Column.textIfKnown(
                    "options", "Options of the program that change what it does, as JSON.", ExportColumns::options),
            Column.text(
                    "setting",
                    "Id of the setting: rows of one id and metric are repetitions, wherever they ran.",
                    Setting::id),
            Column.text(
                    "setting_json",
                    "All that is known of the setting, as result files have it.",
                    setting -> setting.json().toString()));

    private static final List<Column<ExportedRow>> ORIGINS = List.of(
            Column.text(
                    "file",
                    "File of the number, as it was named.",
                    row -> row.origin().file()),
            Column.text("format", "Format of the file.", row -> row.origin().format()),
            Column.whole(
                    "number",
                    "",
                    "Place of the result in the file, from 1.",
                    row -> row.origin().number()));

    /// All columns.
    public static final List<Column<ExportedRow>> ALL = Stream.of(
                    NUMBERS.stream(),
                    SETTINGS.stream().map(column -> column.of(ExportedRow::setting)),
                    ORIGINS.stream())
            .flatMap(columns -> columns)
            .collect(Collectors.toUnmodifiableList());

    private ExportColumns() {}

    private static Column<Setting> named(String id) {
        return Column.of(SettingColumns.NAMES, id).getFirst();
    }

    private static <T> Column<T> whole(String id, String unit, String meaning, Function<T, Optional<Integer>> value) {
        return Column.wholeIfKnown(id, unit, meaning, row -> value.apply(row).map(Integer::longValue));
    }

    private static Column<ExportedRow> statistic(String id, String statistic, String meaning) {
        return Column.realIfKnown(id, "", meaning, row -> row.metric().statistic(statistic));
    }

    private static Optional<Integer> batch(Setting setting) {
        return setting.load().arrival().flatMap(arrival -> switch (arrival) {
            case Arrival.Batch batch -> Optional.of(batch.sequences());
            case Arrival.Concurrency _, Arrival.Rate _ -> Optional.empty();
        });
    }

    private static Optional<Integer> concurrency(Setting setting) {
        return setting.load().arrival().flatMap(arrival -> switch (arrival) {
            case Arrival.Concurrency concurrency -> Optional.of(concurrency.clients());
            case Arrival.Batch _, Arrival.Rate _ -> Optional.empty();
        });
    }

    private static OptionalDouble rate(Setting setting) {
        return setting.load().arrival().stream()
                .mapToDouble(arrival -> switch (arrival) {
                    case Arrival.Rate rate -> rate.requestsPerSecond();
                    case Arrival.Batch _, Arrival.Concurrency _ -> Double.NaN;
                })
                .findFirst();
    }

    private static OptionalDouble tokens(Optional<Lengths> lengths) {
        return lengths.stream()
                .mapToDouble(known -> switch (known) {
                    case Lengths.Fixed fixed -> fixed.tokens();
                    case Lengths.Drawn drawn -> drawn.mean();
                    case Lengths.AsGiven _ -> Double.NaN;
                })
                .findFirst();
    }

    private static String distribution(Lengths lengths) {
        return switch (lengths) {
            case Lengths.Fixed _ -> "fixed";
            case Lengths.Drawn drawn -> drawn.distribution();
            case Lengths.AsGiven _ -> "as-given";
        };
    }

    private static Optional<String> options(Setting setting) {
        return setting.engine().options().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        JsonMapper.shared().writeValueAsString(setting.engine().options()));
    }
}
