package org.unmask.app.print;

import java.util.List;
import java.util.stream.Stream;
import org.unmask.core.text.Column;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.cost.crossover.Contest;
import org.unmask.cost.crossover.Crossover;
import org.unmask.cost.crossover.CrossoverColumns;
import org.unmask.cost.crossover.Race;

/// Crossovers as text: a page for one setting, a line each for several.
public final class CrossoverText {
    private static final int LABEL = 13;
    private static final TextTable<Crossover> TABLE = TextTable.of(
                    Stream.concat(
                                    Stream.of(CrossoverColumns.RATIO),
                                    columns(
                                            "overtaking_batch",
                                            "break_even_steps",
                                            "break_even_tokens_per_pass",
                                            "dlm_largest_batch",
                                            "ar_largest_batch",
                                            "largest_context",
                                            "ridge_batch")
                                            .stream())
                            .toList(),
                    "--format csv")
            .by(columns("device", "strategy", "batch", "prompt_tokens", "generated_tokens", "profile"));

    private final int width;

    private CrossoverText(int width) {
        this.width = width;
    }

    private static List<Column<Crossover>> columns(String... ids) {
        return Column.of(CrossoverColumns.CROSSOVER, ids);
    }

    /// Crossovers as a page or a table for reading.
    ///
    /// @param width  columns of the terminal
    public static String text(List<Crossover> crossovers, int width) {
        CrossoverText text = new CrossoverText(width);
        return crossovers.size() == 1 ? text.page(crossovers.getFirst()) : text.table(crossovers);
    }

    private String page(Crossover crossover) {
        Contest contest = crossover.contest();
        Sentences sentences = new Sentences(crossover);
        StringBuilder text = new StringBuilder()
                .append(Paragraph.of(
                        "",
                        contest.diffusion().id() + " (" + contest.diffusionStrategy() + ") against "
                                + contest.autoregressive().id() + " (" + contest.autoregressiveStrategy() + ") on "
                                + contest.device().name(),
                        width))
                .append(Paragraph.of("", settings(contest, crossover.given()), width))
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
        crossover.drafts().ifPresent(found -> line(text, "drafts", sentences.drafts(found)));
        return text.toString();
    }

    private static String settings(Contest contest, Race given) {
        return "batch " + given.batch() + ", prompt " + given.promptTokens() + ", generated "
                + contest.generatedTokens() + " tokens; " + shared(contest);
    }

    /// What a contest says about how both are priced.
    static String shared(Contest contest) {
        return types(contest) + ", profile " + contest.profile().words(contest.types());
    }

    private static String types(Contest contest) {
        return contest.types().label() + ", logits of " + contest.logits().id() + " rows";
    }

    private void line(StringBuilder text, String label, String sentence) {
        text.append(Paragraph.of(label, LABEL, sentence, width));
    }

    private String table(List<Crossover> crossovers) {
        Contest first = crossovers.getFirst().contest();
        return Paragraph.of(
                        "",
                        "DLM " + first.diffusion().id() + ", ARM "
                                + first.autoregressive().id() + " (" + first.autoregressiveStrategy() + "); "
                                + types(first),
                        width)
                + TABLE.of(crossovers, width);
    }
}
