package org.unmask.cost.predict;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Work;
import org.unmask.core.text.Column;

/// The columns of predictions, in files and on a terminal.
public final class PredictionColumns {
    private static final List<Column<Totals>> SETTING = List.of(
            Column.text("model", "Model.", row -> row.scenario().model().id()),
            Column.text("device", "Device.", row -> row.scenario().device().id()),
            Column.text(
                    "strategy",
                    "Decoding strategy with its keys.",
                    row -> row.scenario().strategy().toString()),
            Column.text(
                    "logits",
                    "Rows of logits that a pass computes.",
                    row -> row.scenario().request().logits().id()),
            Column.text(
                    "profile",
                    "Runtime profile: costs of the software beyond the roofs.",
                    row -> row.scenario().profile().id()),
            Column.text(
                    "dtype",
                    "Element type of the arithmetic.",
                    row -> types(row).label()),
            Column.text(
                    "weight_dtype",
                    "Element type of weights.",
                    row -> types(row).weightLabel()),
            Column.text(
                    "activation_dtype",
                    "Element type of activations.",
                    row -> types(row).activation().id()),
            Column.text(
                    "kv_dtype",
                    "Element type of keys and values.",
                    row -> types(row).keyValue().id()),
            Column.whole(
                    "batch",
                    "",
                    "Sequences that are generated together.",
                    row -> row.scenario().request().batch()),
            Column.<Totals>whole(
                            "prompt_tokens",
                            "",
                            "Prompt tokens of a sequence.",
                            row -> row.scenario().request().promptTokens())
                    .headed("prompt"),
            Column.<Totals>whole(
                            "generated_tokens",
                            "",
                            "Generated tokens of a sequence.",
                            row -> row.scenario().request().generatedTokens())
                    .headed("gen"));

    private static final List<Column<Totals>> COSTS = List.of(
            Column.whole("passes", "", "Forward passes, those of a drafter included.", Totals::passes),
            work("matmul_flops", "FLOP", "Arithmetic in matrix products.", Work::matmulFlops),
            work("flops", "FLOP", "All arithmetic.", Work::flops),
            work("bytes_read", "B", "Bytes read from memory.", Work::bytesRead),
            work("bytes_written", "B", "Bytes written to memory.", Work::bytesWritten),
            work("weight_bytes", "B", "Bytes of weights read.", Work::weightBytes),
            work("kv_bytes", "B", "Bytes of keys and values read and written.", Work::keyValueBytes),
            real(
                            "arithmetic_intensity",
                            "FLOP/B",
                            "Arithmetic per byte.",
                            row -> row.work().arithmeticIntensity())
                    .headed("FLOP/B")
                    .shown(row -> String.format(Locale.ROOT, "%.1f", row.work().arithmeticIntensity())),
            real("seconds", "s", "Time of all passes.", Totals::seconds).headed("time"),
            real(
                    "first_token_seconds",
                    "s",
                    "Time until the first pass that commits a token has ended.",
                    Totals::firstTokenSeconds),
            real(
                            "tokens_per_second",
                            "tokens/s",
                            "Generated tokens a second of all sequences together.",
                            Totals::tokensPerSecond)
                    .headed("tokens/s"),
            real(
                    "tokens_per_pass",
                    "",
                    "Generated tokens of a sequence over all passes, prefill and commit passes included.",
                    Totals::tokensPerPass),
            Column.<Totals>whole(
                            "memory_bytes",
                            "B",
                            "Peak of the memory of the fullest device.",
                            row -> row.memory().totalBytes())
                    .headed("memory"),
            Column.whole("capacity_bytes", "B", "Memory of a device.", Totals::capacityBytes),
            Column.truth("fits", "Whether the peak of memory is within the device's.", Totals::fits),
            Column.<Totals>whole(
                            "tensor_parallel",
                            "",
                            "Devices that share every layer.",
                            row -> row.scenario().deployment().tensor())
                    .headed("TP"),
            Column.<Totals>whole(
                            "pipeline_parallel",
                            "",
                            "Stages that hold some of the layers each.",
                            row -> row.scenario().deployment().stages())
                    .headed("PP"),
            Column.<Totals>whole(
                            "expert_parallel",
                            "",
                            "Devices that whole experts are dealt out to; 1 if experts are split like other layers.",
                            row -> row.scenario().deployment().ranks())
                    .headed("EP"),
            Column.text(
                    "link",
                    "Link between devices.",
                    row -> row.scenario().deployment().link().id()),
            work("link_bytes", "B", "Bytes sent over the link by all devices.", Work::linkBytes));

    private static final Column<Totals> JOULES = Column.realIfKnown(
            "joules",
            "J",
            "Electricity of all devices at full board power: an upper bound.",
            row -> energy(row, Energy::joules));
    private static final Column<Totals> JOULES_PER_TOKEN = Column.realIfKnown(
            "joules_per_token", "J", "Electricity per generated token.", row -> energy(row, Energy::joulesPerToken));
    private static final Column<Totals> DOLLARS_PER_HOUR = Column.realIfKnown(
            "dollars_per_hour", "USD/h", "Rent of all devices.", row -> money(row, Money::dollarsPerHour));
    private static final Column<Totals> DOLLARS_PER_MILLION_TOKENS = Column.realIfKnown(
            "dollars_per_million_tokens",
            "USD",
            "Rent for a million generated tokens.",
            row -> money(row, Money::dollarsPerMillionTokens));

    /*
     * Files of sweeps have their dollars multiplied in this order, predictions in that of Totals: the last digit may
     * differ. Both files are read by other programs, so neither order changes.
     */
    private static final Column<Totals> DOLLARS_OF_SWEEP = Column.realIfKnown(
            DOLLARS_PER_MILLION_TOKENS.id(),
            DOLLARS_PER_MILLION_TOKENS.unit(),
            DOLLARS_PER_MILLION_TOKENS.meaning(),
            row -> money(
                    row,
                    money -> money.dollarsPerHour()
                            * row.seconds()
                            / 3600
                            / row.scenario().request().tokens()
                            * 1e6));

    private static final List<Column<Totals>> SHARES = List.of(
            real(
                    "tokens_per_second_per_user",
                    "tokens/s",
                    "Generated tokens a second of one sequence.",
                    Totals::tokensPerSecondPerUser),
            real(
                    "tokens_per_second_per_device",
                    "tokens/s",
                    "Generated tokens a second of all sequences over all devices.",
                    Totals::tokensPerSecondPerDevice));

    private static final List<Column<Priced>> LARGEST_BATCH = List.of(Column.whole(
            "largest_batch", "", "Largest batch of the generation that fits; 0 if none.", Priced::largestBatch));

    /// The columns of a sweep: those that need no more than sums.
    public static final List<Column<Totals>> SWEEP =
            joined(List.of(SETTING, COSTS, List.of(JOULES_PER_TOKEN, DOLLARS_OF_SWEEP)));

    /// The columns of a prediction.
    public static final List<Column<Priced>> PREDICTION = joined(List.of(
            priced(SETTING),
            priced(COSTS),
            priced(SHARES),
            LARGEST_BATCH,
            priced(List.of(JOULES, JOULES_PER_TOKEN, DOLLARS_PER_HOUR, DOLLARS_PER_MILLION_TOKENS))));

    private PredictionColumns() {}

    private static List<Column<Priced>> priced(List<Column<Totals>> columns) {
        return columns.stream().map(column -> column.<Priced>of(Priced::totals)).toList();
    }

    private static <T> List<Column<T>> joined(List<List<Column<T>>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    private static DTypes types(Totals row) {
        return row.scenario().types();
    }

    private static Column<Totals> work(String id, String unit, String meaning, ToLongFunction<Work> value) {
        return Column.whole(id, unit, meaning, row -> value.applyAsLong(row.work()));
    }

    private static Column<Totals> real(String id, String unit, String meaning, ToDoubleFunction<Totals> value) {
        return Column.real(id, unit, meaning, value);
    }

    private static OptionalDouble energy(Totals row, ToDoubleFunction<Energy> value) {
        return row.energy().stream().mapToDouble(value).findFirst();
    }

    private static OptionalDouble money(Totals row, ToDoubleFunction<Money> value) {
        return row.money().stream().mapToDouble(value).findFirst();
    }
}
