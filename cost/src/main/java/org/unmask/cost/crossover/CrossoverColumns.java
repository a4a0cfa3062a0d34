package org.unmask.cost.crossover;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.unmask.core.text.Column;

/// The columns of crossovers and of maps, in files and on a terminal.
public final class CrossoverColumns {
    private static final String NO_ROOM = "does not fit";

    /// The columns of a crossover. An answer that is no number is a word beside an empty value.
    public static final List<Column<Crossover>> CROSSOVER = List.of(
            ofContest(
                    "autoregressive",
                    "Autoregressive model.",
                    contest -> contest.autoregressive().id()),
            ofContest(
                    "diffusion",
                    "Diffusion model.",
                    contest -> contest.diffusion().id()),
            ofContest("device", "Device.", contest -> contest.device().id()),
            ofContest(
                    "ar_strategy",
                    "Strategy of the autoregressive model.",
                    contest -> contest.autoregressiveStrategy().toString()),
            ofContest(
                    "strategy",
                    "Strategy of the diffusion model.",
                    contest -> contest.diffusionStrategy().toString()),
            ofContest(
                    "logits",
                    "Rows of logits that a pass computes.",
                    contest -> contest.logits().id()),
            ofContest(
                    "profile",
                    "Runtime profile of both.",
                    contest -> contest.profile().id()),
            ofContest(
                    "dtype",
                    "Element type of the arithmetic.",
                    contest -> contest.types().label()),
            Column.whole(
                    "batch",
                    "",
                    "Sequences that are generated together.",
                    row -> row.given().batch()),
            Column.<Crossover>whole(
                            "prompt_tokens",
                            "",
                            "Prompt tokens of a sequence.",
                            row -> row.given().promptTokens())
                    .headed("prompt"),
            Column.<Crossover>whole(
                            "generated_tokens",
                            "",
                            "Generated tokens of a sequence.",
                            row -> row.contest().generatedTokens())
                    .headed("gen"),
            Column.real(
                    "ar_seconds",
                    "s",
                    "Time of the autoregressive model.",
                    row -> row.given().autoregressiveSeconds()),
            Column.real(
                    "dlm_seconds",
                    "s",
                    "Time of the diffusion model.",
                    row -> row.given().diffusionSeconds()),
            Column.text(
                    "winner",
                    "Model that is faster, or the only one that fits.",
                    row -> row.given().verdict().winner()),
            answer(
                    "overtaking",
                    "a batch from which the autoregressive model is faster",
                    row -> row.batches().answer()),
            Column.<Crossover>wholeIfKnown(
                            "overtaking_batch",
                            "",
                            "Smallest batch at which the autoregressive model is faster.",
                            row -> whole(row.batches().answer(), row.batches().at()))
                    .headed("ARM wins from")
                    .shown(row -> shown(
                            row.batches().answer(),
                            "batch " + digits(row.batches().at()))),
            Column.<Crossover>whole(
                            "ar_largest_batch",
                            "",
                            "Largest batch of the autoregressive model.",
                            row -> row.batches().autoregressive().largestBatch())
                    .headed("ARM fits to"),
            Column.<Crossover>whole(
                            "dlm_largest_batch",
                            "",
                            "Largest batch of the diffusion model.",
                            row -> row.batches().diffusion().largestBatch())
                    .headed("DLM fits to"),
            rate("ar", "autoregressive", row -> row.batches().autoregressive()),
            rate("dlm", "diffusion", row -> row.batches().diffusion()),
            answer("steps", "break-even steps", row -> row.steps().answer()),
            Column.<Crossover>realIfKnown(
                            "break_even_steps",
                            "",
                            "Steps K* at which both are as fast.",
                            row -> row.steps().steps())
                    .headed("K*")
                    .shown(row -> shown(
                            row.steps().answer(), digits("%.1f", row.steps().steps()))),
            Column.wholeIfKnown(
                    "largest_steps",
                    "",
                    "Most steps with which the diffusion model wins.",
                    row -> whole(row.steps().answer(), row.steps().at())),
            answer(
                    "tokens_per_pass",
                    "break-even tokens per pass",
                    row -> row.tokens().answer()),
            Column.<Crossover>realIfKnown(
                            "break_even_tokens_per_pass",
                            "",
                            "Fewest tokens per pass with which the diffusion model wins.",
                            row -> row.tokens().tokensPerPass())
                    .headed("TPF*")
                    .shown(row -> shown(
                            row.tokens().answer(), digits("%.2f", row.tokens().tokensPerPass()))),
            answer("context", "a longest prompt", row -> row.contexts().answer()),
            Column.<Crossover>wholeIfKnown(
                            "largest_context",
                            "",
                            "Longest prompt at which the diffusion model wins.",
                            row -> whole(row.contexts().answer(), row.contexts().at()))
                    .headed("DLM wins to prompt")
                    .shown(row ->
                            shown(row.contexts().answer(), digits(row.contexts().at()))),
            answer("ridge", "a batch at the ridge", row -> row.ridge().answer()),
            Column.<Crossover>wholeIfKnown(
                            "ridge_batch",
                            "",
                            "Batch at which denoising passes the ridge of the device.",
                            CrossoverColumns::ridgeBatch)
                    .headed("ridge at")
                    .shown(row -> shown(
                            row.ridge().answer(),
                            ridgeBatch(row).map(batch -> "batch " + batch).orElse(""))));

    /// How many times as fast the diffusion model is as asked.
    public static final Column<Crossover> RATIO = Column.<Crossover>realIfKnown(
                    "ratio", "", "Throughput of the diffusion model over the other's.", row -> ratio(row.given()))
            .headed("DLM/ARM")
            .shown(row -> row.given().verdict().isRun()
                    ? String.format(Locale.ROOT, "%.2f", row.given().ratio())
                    : NO_ROOM);

    /// The columns of a map. Seconds are prices also where a model does not fit.
    public static final List<Column<MapCell>> MAP = List.of(
            Column.whole(
                    "batch",
                    "",
                    "Sequences that are generated together.",
                    cell -> cell.race().batch()),
            Column.whole(
                    "prompt_tokens",
                    "",
                    "Prompt tokens of a sequence.",
                    cell -> cell.race().promptTokens()),
            Column.real(
                    "ar_seconds",
                    "s",
                    "Time of the autoregressive model.",
                    cell -> cell.race().autoregressiveSeconds()),
            Column.real(
                    "dlm_seconds",
                    "s",
                    "Time of the diffusion model.",
                    cell -> cell.race().diffusionSeconds()),
            Column.real(
                    "ar_tokens_per_second",
                    "tokens/s",
                    "Throughput of the autoregressive model.",
                    cell -> cell.race().autoregressiveTokensPerSecond()),
            Column.real(
                    "dlm_tokens_per_second",
                    "tokens/s",
                    "Throughput of the diffusion model.",
                    cell -> cell.race().diffusionTokensPerSecond()),
            Column.realIfKnown(
                    "ratio",
                    "",
                    "Throughput of the diffusion model over the other's; empty unless both fit.",
                    cell -> ratio(cell.race())),
            Column.text(
                    "winner",
                    "Model that is faster, or the only one that fits.",
                    cell -> cell.race().verdict().winner()),
            Column.truth(
                    "ar_fits",
                    "Whether the autoregressive model fits.",
                    cell -> cell.race().autoregressiveFits()),
            Column.truth(
                    "dlm_fits",
                    "Whether the diffusion model fits.",
                    cell -> cell.race().diffusionFits()),
            Column.text("device", "Device.", cell -> cell.contest().device().id()),
            Column.text(
                    "strategy",
                    "Strategy of the diffusion model.",
                    cell -> cell.contest().diffusionStrategy().toString()),
            Column.whole(
                    "generated_tokens",
                    "",
                    "Generated tokens of a sequence.",
                    cell -> cell.contest().generatedTokens()),
            Column.text(
                    "profile",
                    "Runtime profile of both.",
                    cell -> cell.contest().profile().id()));

    private CrossoverColumns() {}

    private static Column<Crossover> ofContest(String id, String meaning, Function<Contest, String> value) {
        return Column.text(id, meaning, row -> value.apply(row.contest()));
    }

    private static Column<Crossover> answer(String id, String what, Function<Crossover, Answer> value) {
        return Column.text(
                id + "_answer",
                "Whether there is " + what + ".",
                row -> value.apply(row).id());
    }

    private static Column<Crossover> rate(
            String id, String model, Function<Crossover, BatchCrossover.Capacity> capacity) {
        return Column.realIfKnown(
                id + "_tokens_per_second_at_largest",
                "tokens/s",
                "Throughput of the " + model + " model at its largest batch.",
                row -> capacity.apply(row).atLargest().stream()
                        .mapToDouble(BatchCrossover.Rate::tokensPerSecond)
                        .findFirst());
    }

    private static OptionalDouble ratio(Race race) {
        return race.verdict().isRun() ? OptionalDouble.of(race.ratio()) : OptionalDouble.empty();
    }

    private static Optional<Long> ridgeBatch(Crossover row) {
        return row.ridge().batch().stream().asLongStream().boxed().findFirst();
    }

    /// Where a model that wins somewhere wins at most.
    private static Optional<Long> whole(Answer answer, Optional<Sample> at) {
        return Stream.of(Answer.AT, Answer.ALWAYS).anyMatch(answer::equals)
                ? at.map(sample -> (long) sample.value())
                : Optional.empty();
    }

    private static String digits(Optional<Sample> at) {
        return at.map(sample -> "" + (long) sample.value()).orElse("");
    }

    private static String digits(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
    }

    private static String shown(Answer answer, String value) {
        return switch (answer) {
            case AT -> value;
            case ALWAYS -> "always";
            case NEVER -> "never";
            case DOES_NOT_FIT -> NO_ROOM;
            case NOT_APPLICABLE -> Column.UNKNOWN;
        };
    }
}
