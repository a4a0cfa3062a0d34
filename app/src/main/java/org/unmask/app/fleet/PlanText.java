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
import org.unmask.fleet.Bill;
import org.unmask.fleet.Outcome;
import org.unmask.fleet.Plan;
import org.unmask.fleet.PlanColumns;

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
            .by(columns("model", "strategy", "device", "tensor_parallel", "pipeline_parallel", "batching", "profile"));

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
        plans.forEach(plan -> line(text, width, sentence(plan)));
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

    /// What a plan says.
    static String sentence(Plan plan) {
        Outcome alone = plan.sized().alone();
        return name(plan) + ": "
                + switch (plan.sized().answer()) {
                    case NEVER ->
                        "never, since one request alone takes "
                                + Units.seconds(alone.end().percentile(50)) + ", its first block "
                                + Units.seconds(alone.firstBlock().percentile(50)) + " and each further token "
                                + Units.seconds(alone.perToken().percentile(50)) + " (medians); "
                                + percent(alone.goodShare()) + " of requests alone are good";
                    case BEYOND -> beyond(plan.sized().outcome().orElseThrow());
                    case AT, GIVEN -> found(plan);
                };
    }

    private static String beyond(Outcome largest) {
        return "no fleet of up to " + largest.fleet().replicas() + " replicas is enough: with the largest, "
                + percent(largest.goodShare()) + " of answers are good"
                + (largest.fleet().split().isEmpty()
                        ? "; give --max-replicas to look further"
                        : ", and the " + largest.fleet().prefillReplicas() + " for prompts compute "
                                + percent(largest.prefillUtilisation())
                                + " of the time; give more --prefill-replicas, or --max-replicas to look further");
    }

    private static String found(Plan plan) {
        Outcome outcome = plan.sized().found().orElseThrow();
        Bill bill = plan.bill().orElseThrow();
        StringBuilder words = new StringBuilder()
                .append(count(outcome.fleet().allReplicas(), "replica"))
                .append(prefill(outcome))
                .append(", ")
                .append(count(bill.devices(), "device"));
        bill.dollarsPerHour()
                .ifPresent(price ->
                        words.append(", ").append(Units.significant(price)).append(" dollars an hour"));
        bill.joulesPerToken()
                .ifPresent(joules ->
                        words.append(", ").append(Units.small(joules, "J")).append(" a token"));
        words.append("; ").append(percent(outcome.goodShare())).append(" of answers are good");
        plan.sized()
                .smaller()
                .ifPresent(smaller -> words.append(", of one replica less ").append(percent(smaller.goodShare())));
        if (outcome.preemptions() > 0) {
            words.append("; memory ran out ").append(count(outcome.preemptions(), "time"));
        }
        return words.toString();
    }

    private static String prefill(Outcome outcome) {
        return outcome.fleet().split().isEmpty()
                ? ""
                : " (" + outcome.fleet().prefillReplicas() + " of them for prompts only, which compute "
                        + percent(outcome.prefillUtilisation()) + " of the time; keys and values take "
                        + (outcome.transfer().count() == 0
                                ? "no time"
                                : Units.seconds(outcome.transfer().mean())) + " to the others)";
    }

    /// What a diffusion model must do to be cheaper.
    static String sentence(TokensNeeded needed) {
        String name = name(needed.plan());
        if (needed.at().isEmpty()) {
            return name
                    + ": its tokens per pass are not assumed, or its rival has no fleet; there is nothing to compare";
        }
        if (needed.tokens().isEmpty()) {
            return name + ": not cheaper than " + name(needed.rival()) + " at any number of tokens per pass up to "
                    + Units.number(needed.at().map(PlanText::tokensPerPass).orElseThrow());
        }
        return name + ": cheaper than " + name(needed.rival()) + " from "
                + String.format(Locale.ROOT, "%.2f", needed.tokens().getAsDouble()) + " tokens per pass";
    }

    private static double tokensPerPass(Plan plan) {
        return Double.parseDouble(
                String.valueOf(plan.scenario().strategy().keys().get("tokens-per-pass")));
    }

    private static String name(Plan plan) {
        return plan.scenario().model().id() + ", " + plan.scenario().strategy() + ", "
                + plan.scenario().device().id();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String count(long number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}
