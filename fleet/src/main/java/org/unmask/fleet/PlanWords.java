package org.unmask.fleet;

import java.util.Locale;
import org.unmask.core.text.Units;

/// Plans of fleets in words.
public final class PlanWords {
    private PlanWords() {}

    /// What a plan says.
    public static String sentence(Plan plan) {
        return name(plan) + ": " + verdict(plan);
    }

    /// Whether there is a fleet, what it costs, or why there is none.
    public static String verdict(Plan plan) {
        Outcome alone = plan.sized().alone();
        return switch (plan.sized().answer()) {
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

    /// Its model, strategy and device.
    public static String name(Plan plan) {
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
