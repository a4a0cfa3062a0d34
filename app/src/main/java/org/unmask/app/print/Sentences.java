package org.unmask.app.print;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.core.text.Units;
import org.unmask.cost.crossover.Answer;
import org.unmask.cost.crossover.BatchCrossover;
import org.unmask.cost.crossover.ContextCrossover;
import org.unmask.cost.crossover.Crossover;
import org.unmask.cost.crossover.DraftCrossover;
import org.unmask.cost.crossover.Race;
import org.unmask.cost.crossover.Range;
import org.unmask.cost.crossover.RidgeCrossover;
import org.unmask.cost.crossover.Sample;
import org.unmask.cost.crossover.StepCrossover;
import org.unmask.cost.crossover.TokenCrossover;
import org.unmask.cost.crossover.Verdict;

/// The answers about a crossover as sentences, the same at the command line and in reports.
public final class Sentences {
    /// Digits compared before two times count as equal.
    private static final int MOST_DIGITS = 15;
    private static final int MOST_RANGES = 8;

    private final String autoregressive;
    private final String diffusion;
    private final Crossover crossover;

    Sentences(Crossover crossover) {
        this.crossover = crossover;
        this.autoregressive = crossover.contest().autoregressive().id();
        this.diffusion = crossover.contest().diffusion().id();
    }

    /// How both do as asked.
    String given() {
        Race race = crossover.given();
        return switch (race.verdict()) {
            case DIFFUSION -> speeds(race) + ": " + diffusion + " is " + factor(race.ratio()) + " as fast";
            case AUTOREGRESSIVE ->
                speeds(race) + ": " + autoregressive + " is " + factor(1 / race.ratio()) + " as fast";
            case ONLY_DIFFUSION_FITS -> "only " + diffusion + " fits";
            case ONLY_AUTOREGRESSIVE_FITS -> "only " + autoregressive + " fits";
            case NEITHER_FITS -> "neither model fits";
        };
    }

    private String speeds(Race race) {
        return diffusion + " " + Units.seconds(race.diffusionSeconds()) + ", "
                + Units.number(race.diffusionTokensPerSecond()) + " tokens/s; " + autoregressive + " "
                + Units.seconds(race.autoregressiveSeconds()) + ", "
                + Units.number(race.autoregressiveTokensPerSecond()) + " tokens/s";
    }

    private static String factor(double ratio) {
        return String.format(Locale.ROOT, "%.2f times", ratio);
    }

    /// At which batches, then memory, then ranges if there is more to say.
    List<String> batches() {
        BatchCrossover found = crossover.batches();
        List<String> lines = new ArrayList<>();
        lines.add(
                switch (found.answer()) {
                    case AT, ALWAYS ->
                        autoregressive + " is faster " + overtaking(found)
                                + proof("batch ", found.at(), found.otherSide());
                    case NEVER ->
                        diffusion + " is as fast at every batch that fits both"
                                + proof("batch ", found.at(), found.otherSide());
                    case DOES_NOT_FIT, NOT_APPLICABLE -> unfit(found);
                });
        lines.add(memory(diffusion, found.diffusion(), found.limit()) + "; "
                + memory(autoregressive, found.autoregressive(), found.limit()));
        if (changes(found.ranges()) > 1) {
            lines.add("batches: " + ranges(found.ranges()));
        }
        return lines;
    }

    /// Where the autoregressive model is faster: `from batch 4 on`, if it stays ahead at every larger batch that fits;
    /// otherwise the batches, for instance `at batches 3 to 8 and from batch 20 on`.
    public static String overtaking(BatchCrossover found) {
        return switch (found.answer()) {
            case AT -> overtaking(found, found.overtaking().orElseThrow());
            case ALWAYS -> "at every batch that fits both";
            case NEVER -> "at no batch that fits both";
            case DOES_NOT_FIT, NOT_APPLICABLE -> "at no batch, as they do not fit together";
        };
    }

    private static String overtaking(BatchCrossover found, BatchCrossover.Overtaking overtaking) {
        String last = overtaking.forGood().isPresent()
                ? "from batch " + overtaking.forGood().getAsInt() + " on"
                : "";
        if (overtaking.isLasting()) {
            return last;
        }
        List<Span> spans = spans(found.ranges(), verdict -> verdict == Verdict.AUTOREGRESSIVE);
        List<Span> closed = last.isEmpty() ? spans : spans.subList(0, spans.size() - 1);
        boolean one = closed.size() == 1 && closed.getFirst().isOne();
        return (one ? "at batch " : "at batches ") + listed(closed, last);
    }

    /// Whether drafts pay, and at which batches.
    String drafts(DraftCrossover found) {
        return switch (found.answer()) {
            case AT ->
                "drafts cost more than they save " + (found.lasting() ? "from batch " : "first at batch ")
                        + found.at().orElseThrow().batch() + (found.lasting() ? " on" : "") + duels(found);
            case ALWAYS -> "drafts cost more than they save at every batch" + duels(found);
            case NEVER -> "drafts pay at every batch that fits with the drafter and without" + duels(found);
            case DOES_NOT_FIT, NOT_APPLICABLE -> autoregressive + " does not fit with its drafter";
        };
    }

    /// The times that prove it, those without drafts second.
    private static String duels(DraftCrossover found) {
        return Stream.of(found.at(), found.before())
                .flatMap(Optional::stream)
                .map(duel -> "batch " + duel.batch() + ": " + compared(duel.draftedSeconds(), duel.aloneSeconds()))
                .collect(Collectors.joining("; ", " (", " without)"));
    }

    /// Where the diffusion model is at least as fast: `up to 37 steps`, if at every smaller number too; otherwise the
    /// numbers, for instance `at 1 to 5 and 9 to 37 steps`.
    public static String affordable(StepCrossover found) {
        return switch (found.answer()) {
            case AT, ALWAYS -> {
                List<Span> spans = spans(found.ranges(), verdict -> verdict == Verdict.DIFFUSION);
                boolean prefix = spans.size() == 1 && found.ranges().getFirst().verdict() == Verdict.DIFFUSION;
                if (prefix && found.answer() == Answer.ALWAYS) {
                    yield "at any number of steps up to one per token";
                }
                yield prefix ? "up to " + whole(found.at()) + " steps" : "at " + listed(spans, "") + " steps";
            }
            case NEVER -> "at no number of steps";
            case DOES_NOT_FIT, NOT_APPLICABLE -> "at no number of steps: " + found.reason();
        };
    }

    /// Neighbouring values at which something is so.
    ///
    /// @param last  included
    private record Span(int first, int last) {
        boolean isOne() {
            return first == last;
        }

        @Override
        public String toString() {
            return isOne() ? "" + first : first + " to " + last;
        }
    }

    private static List<Span> spans(List<Range> ranges, Predicate<Verdict> wanted) {
        List<Span> spans = new ArrayList<>();
        boolean joined = false;
        for (Range range : ranges) {
            boolean is = wanted.test(range.verdict());
            if (is && joined) {
                spans.add(new Span(spans.removeLast().first(), range.last()));
            } else if (is) {
                spans.add(new Span(range.first(), range.last()));
            }
            joined = is;
        }
        return spans;
    }

    /// `1 to 5, 9 and 12 to 14`; the rest of many is counted.
    private static String listed(List<Span> spans, String last) {
        List<String> items = new ArrayList<>(
                spans.stream().limit(MOST_RANGES).map(Span::toString).toList());
        if (spans.size() > MOST_RANGES) {
            items.add((spans.size() - MOST_RANGES) + " more ranges");
        }
        if (!last.isEmpty()) {
            items.add(last);
        }
        return items.size() == 1
                ? items.getFirst()
                : String.join(", ", items.subList(0, items.size() - 1)) + " and " + items.getLast();
    }

    private String unfit(BatchCrossover found) {
        boolean first = found.autoregressive().largestBatch() == 0;
        boolean second = found.diffusion().largestBatch() == 0;
        return first && second
                ? "neither model fits at batch 1"
                : (first ? autoregressive : diffusion) + " does not fit at batch 1";
    }

    private static String memory(String model, BatchCrossover.Capacity capacity, int limit) {
        if (capacity.atLargest().isEmpty()) {
            return model + " does not fit";
        }
        BatchCrossover.Rate last = capacity.atLargest().get();
        BatchCrossover.Rate best = capacity.best().orElse(last);
        String most = last.batch() == limit
                ? model + " holds batch " + limit + ", the limit, or more, "
                : model + " holds batch " + last.batch() + ", ";
        return most + Units.number(last.tokensPerSecond()) + " tokens/s"
                + (best.equals(last)
                        ? ""
                        : " (best " + Units.number(best.tokensPerSecond()) + " at " + best.batch() + ")");
    }

    String steps() {
        StepCrossover found = crossover.steps();
        return switch (found.answer()) {
            case AT ->
                String.format(Locale.ROOT, "K* = %.1f: ", found.steps().orElseThrow()) + diffusion + " is as fast "
                        + affordable(found) + proof("steps ", found.at(), found.otherSide());
            case ALWAYS ->
                diffusion + " is as fast " + affordable(found) + proof("steps ", found.at(), found.otherSide());
            case NEVER ->
                diffusion + " is slower even with the fewest steps" + proof("steps ", found.at(), found.otherSide());
            case DOES_NOT_FIT -> found.reason();
            case NOT_APPLICABLE -> "does not apply: " + found.reason();
        };
    }

    String tokens() {
        TokenCrossover found = crossover.tokens();
        return switch (found.answer()) {
            // Rounded up, so that the number shown is enough.
            case AT ->
                String.format(
                                Locale.ROOT,
                                "TPF* = %.4f: ",
                                Math.ceil(found.tokensPerPass().orElseThrow() * 1e4) / 1e4)
                        + diffusion + " is as fast from there on ("
                        + compared(
                                found.at().orElseThrow().diffusionSeconds(),
                                found.at().orElseThrow().autoregressiveSeconds())
                        + "; " + Units.number(found.realized().orElseThrow())
                        + " tokens per pass with prefill and commit passes)";
            case ALWAYS ->
                diffusion + " is as fast already with one token per pass"
                        + times(found.at().orElseThrow(), "");
            case NEVER ->
                diffusion + " is slower even with all tokens of a block in one pass"
                        + times(found.at().orElseThrow(), "");
            case DOES_NOT_FIT -> found.reason();
            case NOT_APPLICABLE -> "does not apply: " + found.reason();
        };
    }

    String contexts() {
        ContextCrossover found = crossover.contexts();
        return switch (found.answer()) {
            case AT -> {
                List<Span> spans = spans(found.ranges(), Verdict::isDiffusion);
                int longest = whole(found.at());
                boolean prefix = spans.size() == 1 && spans.getFirst().first() == 1;
                yield diffusion + " wins " + (prefix ? "up to prompt " + longest : "at prompts " + listed(spans, ""))
                        + (longest == found.limitTokens() ? ", the limit," : "")
                        + proof("prompt ", found.at(), found.otherSide()) + ending(found, longest);
            }
            case ALWAYS -> diffusion + " wins at every prompt up to " + found.limitTokens() + ", the limit";
            case NEVER ->
                diffusion + " wins at no prompt up to " + found.limitTokens()
                        + proof("prompt ", found.at(), found.otherSide());
            case DOES_NOT_FIT -> diffusion + " does not fit at any prompt";
            case NOT_APPLICABLE -> "does not apply: " + found.reason();
        };
    }

    /// Why it ends, if not by speed.
    private String ending(ContextCrossover found, int longest) {
        return found.ranges().stream()
                .filter(range ->
                        range.first() == longest + 1 && !range.verdict().isRun())
                .findFirst()
                .map(_ -> ", where " + diffusion + " runs out of memory")
                .orElse("");
    }

    String ridge() {
        RidgeCrossover found = crossover.ridge();
        String ridge = String.format(Locale.ROOT, " the ridge of %.0f FLOP/B", found.ridge());
        return switch (found.answer()) {
            case AT ->
                "denoising passes are past" + ridge + " from batch "
                        + found.batch().orElseThrow() + " on ("
                        + Units.number(found.intensity().orElseThrow()) + " FLOP/B; before "
                        + Units.number(found.before().orElseThrow()) + ")";
            case ALWAYS ->
                "denoising passes are past" + ridge + " at batch 1 ("
                        + Units.number(found.intensity().orElseThrow()) + " FLOP/B)";
            case NEVER ->
                "denoising passes stay below" + ridge + " at every batch that fits ("
                        + Units.number(found.intensity().orElseThrow()) + " FLOP/B at the largest)";
            case DOES_NOT_FIT -> found.reason();
            case NOT_APPLICABLE -> "does not apply: " + found.reason();
        };
    }

    private static int whole(Optional<Sample> sample) {
        return (int) sample.orElseThrow().value();
    }

    private String proof(String unit, Optional<Sample> at, Optional<Sample> other) {
        String first = times(at.orElseThrow(), unit);
        return other.map(sample -> first.substring(0, first.length() - 1) + "; "
                        + times(sample, unit).substring(2))
                .orElse(first);
    }

    /// For instance ` (steps 64: 1.20 s against 1.31 s)`, the diffusion model first.
    private static String times(Sample sample, String unit) {
        String at = unit.isEmpty() ? "" : unit + (int) sample.value() + ": ";
        return " (" + at + compared(sample.diffusionSeconds(), sample.autoregressiveSeconds()) + ")";
    }

    /// As few digits as tell the two times apart.
    private static String compared(double first, double second) {
        double unit = Math.max(first, second) >= 0.9995 ? 1 : 1e-3;
        String name = unit == 1 ? " s" : " ms";
        String text = "";
        for (int digits = 3; digits <= MOST_DIGITS; digits++) {
            String a = significant(first / unit, digits);
            String b = significant(second / unit, digits);
            text = a + name + " against " + b + name;
            if (!a.equals(b)) {
                break;
            }
        }
        return text;
    }

    private static String significant(double value, int digits) {
        int decimals = Math.max(0, digits - 1 - (int) Math.floor(Math.log10(value)));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /// How often the faster of two models that both fit changes.
    private static long changes(List<Range> ranges) {
        return Math.max(
                0, ranges.stream().filter(range -> range.verdict().isRun()).count() - 1);
    }

    private String ranges(List<Range> ranges) {
        String text = ranges.stream().limit(MOST_RANGES).map(this::range).collect(Collectors.joining(", "));
        return ranges.size() > MOST_RANGES
                ? text + ", and " + (ranges.size() - MOST_RANGES) + " more ranges (see JSON)"
                : text;
    }

    private String range(Range range) {
        String who = switch (range.verdict()) {
            case DIFFUSION -> diffusion;
            case AUTOREGRESSIVE -> autoregressive;
            case ONLY_DIFFUSION_FITS -> "only " + diffusion + " fits";
            case ONLY_AUTOREGRESSIVE_FITS -> "only " + autoregressive + " fits";
            case NEITHER_FITS -> "neither fits";
        };
        return (range.first() == range.last() ? "" + range.first() : range.first() + " to " + range.last()) + " " + who;
    }
}
