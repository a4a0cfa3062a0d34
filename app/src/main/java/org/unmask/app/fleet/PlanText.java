package org.unmask.app.fleet;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.unmask.core.text.Column;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.core.text.Units;
import org.unmask.fleet.Plan;
import org.unmask.fleet.PlanColumns;
import org.unmask.fleet.PlanWords;

/// Plans of fleets for a terminal: a table, and a sentence for each.
public final class PlanText {
    private static final TextTable<Plan> TABLE = TextTable.of(
                    columns(
                            "replicas",
                            "devices",
                            "dollars_per_hour",
                            "dollars_per_million_tokens",
                            "utilisation",
                            "good_share",
                            "time_to_first_block_p99",
                            "time_per_output_token_p99",
                            "end_to_end_p50",
                            "end_to_end_p99"),
                    "--format csv")
            .by(columns(
                    "model",
                    "strategy",
                    "device",
                    "tensor_parallel",
                    "pipeline_parallel",
                    "expert_parallel",
                    "batching",
                    "profile"));

    private PlanText() {}

    private static List<Column<Plan>> columns(String... ids) {
        return Column.of(PlanColumns.PLAN, ids);
    }

    /// A table of all plans, and what they mean.
    ///
    /// @param traffic  in words
    /// @param objective  in words; empty if there is none
    /// @param width  columns of the terminal
    public static String of(List<Plan> plans, List<TokensNeeded> needed, String traffic, String objective, int width) {
        StringBuilder text = new StringBuilder(TABLE.of(plans, width)).append('\n');
        line(text, width, "traffic: " + traffic + (objective.isEmpty() ? "" : "; " + objective));
        plans.forEach(plan -> line(text, width, PlanWords.sentence(plan)));
        needed.forEach(found -> line(text, width, sentence(found)));
        energy(plans).forEach(words -> line(text, width, words));
        return text.toString();
    }

    /// What energy is computed from, once for each device.
    private static Set<String> energy(List<Plan> plans) {
        return plans.stream()
                .flatMap(plan -> plan.power().stream()
                        .map(power -> "energy: " + plan.scenario().device().id() + ": " + power.words()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static void line(StringBuilder text, int width, String words) {
        text.append(Paragraph.of("", words, width));
    }

    /// What a diffusion model must do to be cheaper.
    static String sentence(TokensNeeded needed) {
        String name = PlanWords.name(needed.plan());
        if (needed.at().isEmpty()) {
            return name
                    + ": its tokens per pass are not assumed, or its rival has no fleet; there is nothing to compare";
        }
        if (needed.tokens().isEmpty()) {
            return name + ": not cheaper than " + PlanWords.name(needed.rival())
                    + " at any number of tokens per pass up to "
                    + Units.number(needed.at().map(PlanText::tokensPerPass).orElseThrow());
        }
        return name + ": cheaper than " + PlanWords.name(needed.rival()) + " from "
                + String.format(Locale.ROOT, "%.2f", needed.tokens().getAsDouble()) + " tokens per pass";
    }

    private static double tokensPerPass(Plan plan) {
        return Double.parseDouble(
                String.valueOf(plan.scenario().strategy().keys().get("tokens-per-pass")));
    }
}
