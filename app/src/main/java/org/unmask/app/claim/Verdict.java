package org.unmask.app.claim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What several findings say together.
///
/// @param outcome  whether all, some or none hold
/// @param words  the verdict as a phrase, with its conditions
/// @param holding  how many hold
/// @param findings  how many there are
public record Verdict(Outcome outcome, String words, int holding, int findings) {
    /// A longer list is no condition that anybody reads.
    private static final int MOST_VALUES = 4;

    private static final int MOST_PAIRS = 2;

    /// How many findings hold.
    public enum Outcome {
        CONFIRMED,
        CONDITIONAL,
        REFUTED,
        /// There is no finding.
        UNKNOWN;

        /// The name used in files and for colours.
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The outcome without its conditions, for people.
        public String words(Observed.Evidence evidence) {
            return switch (this) {
                case CONFIRMED -> "confirmed";
                case CONDITIONAL -> "under conditions";
                case REFUTED -> "not confirmed";
                case UNKNOWN -> nothing(evidence);
            };
        }
    }

    static Verdict of(List<Finding> findings, Observed.Evidence evidence) {
        int holding = (int) findings.stream().filter(Finding::holds).count();
        if (findings.isEmpty()) {
            return new Verdict(Outcome.UNKNOWN, Outcome.UNKNOWN.words(evidence), 0, 0);
        }
        if (holding == findings.size()) {
            return new Verdict(Outcome.CONFIRMED, Outcome.CONFIRMED.words(evidence), holding, holding);
        }
        if (holding == 0) {
            return new Verdict(Outcome.REFUTED, Outcome.REFUTED.words(evidence), 0, findings.size());
        }
        return new Verdict(
                Outcome.CONDITIONAL,
                condition(findings).map(words -> "only " + words).orElseGet(() -> partly(findings, holding)),
                holding,
                findings.size());
    }

    private static String nothing(Observed.Evidence evidence) {
        return switch (evidence) {
            case PREDICTION -> "not predicted";
            case MEASUREMENT -> "not measured";
            case PUBLICATION -> "not published";
        };
    }

    /// The condition, or the two conditions, that tell findings that hold from those that do not.
    private static Optional<String> condition(List<Finding> findings) {
        List<String> names = List.copyOf(findings.getFirst().conditions().keySet());
        for (String name : names) {
            Optional<String> one = split(findings, finding -> value(finding, name), MOST_VALUES);
            if (one.isPresent()) {
                return one.map(values -> "with " + name + " " + values);
            }
        }
        for (String first : names) {
            for (String second : names.subList(names.indexOf(first) + 1, names.size())) {
                Optional<String> both = split(
                        findings,
                        finding -> value(finding, first) + " at " + second + " " + value(finding, second),
                        MOST_PAIRS);
                if (both.isPresent()) {
                    return both.map(values -> "with " + first + " " + values);
                }
            }
        }
        return Optional.empty();
    }

    /// How many hold, and the condition under which most of them always do.
    private static String partly(List<Finding> findings, int holding) {
        String words = "in " + holding + " of " + findings.size() + " settings";
        String best = "";
        long most = 0;
        for (String name : findings.getFirst().conditions().keySet()) {
            Set<String> always = values(findings, finding -> value(finding, name), Finding::holds);
            always.removeAll(values(findings, finding -> value(finding, name), Predicate.not(Finding::holds)));
            long covered = findings.stream()
                    .filter(finding -> always.contains(value(finding, name)))
                    .count();
            if (covered > most) {
                most = covered;
                best = "; always with " + name + " " + joined(new ArrayList<>(always));
            }
        }
        return words + best;
    }

    private static String value(Finding finding, String name) {
        return finding.conditions().getOrDefault(name, "");
    }

    /// The values with which everything holds, if nothing holds with the others.
    private static Optional<String> split(List<Finding> findings, Function<Finding, String> value, int most) {
        Set<String> holding = values(findings, value, Finding::holds);
        Set<String> failing = values(findings, value, Predicate.not(Finding::holds));
        Set<String> both = new LinkedHashSet<>(holding);
        both.retainAll(failing);
        return both.isEmpty() && holding.size() <= most
                ? Optional.of(joined(new ArrayList<>(holding)))
                : Optional.empty();
    }

    private static Set<String> values(
            List<Finding> findings, Function<Finding, String> value, Predicate<Finding> which) {
        return findings.stream().filter(which).map(value).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String joined(List<String> values) {
        return values.size() == 1
                ? values.getFirst()
                : String.join(", ", values.subList(0, values.size() - 1)) + " or " + values.getLast();
    }
}
