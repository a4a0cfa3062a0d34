package org.unmask.app.print;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.unmask.cost.crossover.Answer;
import org.unmask.cost.crossover.BatchCrossover;
import org.unmask.cost.crossover.Contest;
import org.unmask.cost.crossover.Crossover;
import org.unmask.cost.crossover.Race;

/// Crossovers for people: a page for one setting, a line each for several.
public final class CrossoverText {
    private static final int LABEL = 13;
    /// Columns of the table that are aligned to the left, before those with numbers.
    private static final int NAME_COLUMNS = 2;

    private CrossoverText() {}

    public static String text(List<Crossover> crossovers) {
        return crossovers.size() == 1 ? page(crossovers.getFirst()) : table(crossovers);
    }

    private static String page(Crossover crossover) {
        Contest contest = crossover.contest();
        Sentences sentences = new Sentences(crossover);
        StringBuilder text = new StringBuilder()
                .append(contest.diffusion().id() + " (" + contest.diffusionStrategy() + ") against "
                        + contest.autoregressive().id() + " (" + contest.autoregressiveStrategy() + ") on "
                        + contest.device().name() + "\n")
                .append(settings(contest, crossover.given()))
                .append('\n');
        line(text, "as asked", sentences.given());
        String label = "batch";
        for (String sentence : sentences.batches()) {
            line(text, label, sentence);
            label = "";
        }
        line(text, "steps", sentences.steps());
        line(text, "tokens/pass", sentences.tokens());
        line(text, "context", sentences.contexts());
        line(text, "ridge", sentences.ridge());
        return text.toString();
    }

    private static String settings(Contest contest, Race given) {
        return "batch " + given.batch() + ", prompt " + given.promptTokens() + ", generated "
                + contest.generatedTokens() + " tokens; " + shared(contest) + "\n";
    }

    /// What a contest says about how both are priced.
    static String shared(Contest contest) {
        return contest.types().label() + ", logits of " + contest.logits().id() + " rows, profile "
                + contest.profile().id();
    }

    private static void line(StringBuilder text, String label, String sentence) {
        text.append(label)
                .append(" ".repeat(LABEL - label.length()))
                .append(sentence)
                .append('\n');
    }

    private static String table(List<Crossover> crossovers) {
        Contest first = crossovers.getFirst().contest();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "device",
                "strategy",
                "batch",
                "prompt",
                "gen",
                "DLM/ARM",
                "ARM wins from",
                "DLM fits to",
                "ARM fits to",
                "K*",
                "TPF*",
                "DLM wins to prompt",
                "ridge at"));
        crossovers.forEach(crossover -> rows.add(row(crossover)));
        return "DLM " + first.diffusion().id() + ", ARM "
                + first.autoregressive().id() + " (" + first.autoregressiveStrategy() + "); " + shared(first) + "\n"
                + aligned(rows, NAME_COLUMNS);
    }

    private static List<String> row(Crossover c) {
        return List.of(
                c.contest().device().id(),
                c.contest().diffusionStrategy().toString(),
                "" + c.given().batch(),
                "" + c.given().promptTokens(),
                "" + c.contest().generatedTokens(),
                c.given().verdict().isRun()
                        ? String.format(Locale.ROOT, "%.2f", c.given().ratio())
                        : "does not fit",
                either(c.batches().answer(), overtaking(c.batches())),
                "" + c.batches().diffusion().largestBatch(),
                "" + c.batches().autoregressive().largestBatch(),
                either(c.steps().answer(), one(c.steps().steps())),
                either(c.tokens().answer(), two(c.tokens().tokensPerPass())),
                either(
                        c.contexts().answer(),
                        CrossoverFormats.whole(c.contexts().at())),
                either(
                        c.ridge().answer(),
                        "batch "
                                + c.ridge().batch().stream()
                                        .mapToObj(Integer::toString)
                                        .findFirst()
                                        .orElse("")));
    }

    /// `batch 4`, or all that the column's name does not say.
    private static String overtaking(BatchCrossover found) {
        boolean lasting =
                found.overtaking().filter(BatchCrossover.Overtaking::isLasting).isPresent();
        return lasting ? "batch " + CrossoverFormats.whole(found.at()) : Sentences.overtaking(found);
    }

    private static String either(Answer answer, String value) {
        return switch (answer) {
            case AT -> value;
            case ALWAYS -> "always";
            case NEVER -> "never";
            case DOES_NOT_FIT -> "does not fit";
            case NOT_APPLICABLE -> "-";
        };
    }

    private static String one(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.1f", value.getAsDouble()) : "";
    }

    private static String two(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : "";
    }

    /// Columns below each other.
    static String aligned(List<List<String>> rows, int leftColumns) {
        int[] widths = new int[rows.getFirst().size()];
        Arrays.setAll(
                widths,
                column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(1));
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String pad = " ".repeat(widths[column] - row.get(column).length());
                line.append(column == 0 ? "" : "  ")
                        .append(column < leftColumns ? row.get(column) + pad : pad + row.get(column));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
