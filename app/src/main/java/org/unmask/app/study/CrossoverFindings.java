package org.unmask.app.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.unmask.app.print.Sentences;
import org.unmask.cost.crossover.Answer;
import org.unmask.cost.crossover.BatchCrossover;
import org.unmask.cost.crossover.StepCrossover;
import org.unmask.cost.hardware.Device;

/// Sentences of a report about the crossovers of a pair: per device at the middle prompt, in the words of the
/// command line.
final class CrossoverFindings {
    private CrossoverFindings() {}

    /// A sentence per device on the batches, then a sentence per device on the steps.
    static List<String> of(Pair pair) {
        List<String> findings = new ArrayList<>();
        if (!pair.study().steps().isEmpty()) {
            pair.devices().forEach(device -> findings.add(overtaking(pair, device)));
        }
        pair.devices().forEach(device -> findings.add(breakEven(pair, device)));
        return findings;
    }

    /// The batches at which the autoregressive model is the faster one, per number of steps.
    private static String overtaking(Pair pair, Device device) {
        Map<String, List<Integer>> byWords = new LinkedHashMap<>();
        for (int steps : pair.study().steps()) {
            byWords.computeIfAbsent(Sentences.overtaking(overtaking(pair, device, steps)), _ -> new ArrayList<>())
                    .add(steps);
        }
        List<String> parts = byWords.entrySet().stream()
                .map(entry -> "with " + counted(entry.getValue()) + " " + entry.getKey())
                .toList();
        return setting(pair, device) + ": " + pair.autoregressive().id() + " is faster than "
                + pair.diffusion().id() + " " + String.join(", ", parts) + ".";
    }

    /// For instance `64, 32 or 16 steps`.
    private static String counted(List<Integer> steps) {
        String last = steps.getLast() + (steps.equals(List.of(1)) ? " step" : " steps");
        String before = steps.subList(0, steps.size() - 1).stream()
                .map(count -> "" + count)
                .collect(Collectors.joining(", "));
        return before.isEmpty() ? last : before + " or " + last;
    }

    private static BatchCrossover overtaking(Pair pair, Device device, int steps) {
        return Pair.solver(pair.contest(device, Pair.plain(steps))).batches(pair.middlePrompt());
    }

    private static String breakEven(Pair pair, Device device) {
        StepCrossover found = pair.plainSolver(device).steps(1, pair.middlePrompt());
        return setting(pair, device) + ", batch 1: " + sentence(pair, found);
    }

    private static String sentence(Pair pair, StepCrossover found) {
        String diffusion = pair.diffusion().id();
        String autoregressive = pair.autoregressive().id();
        return switch (found.answer()) {
            case AT ->
                String.format(
                        Locale.ROOT,
                        "%s is as fast as %s at K* = %.1f steps, that is %.1f tokens per pass%s.",
                        diffusion,
                        autoregressive,
                        found.steps().orElseThrow(),
                        pair.study().generatedTokens() / found.steps().orElseThrow(),
                        gaps(found));
            case ALWAYS ->
                diffusion + " is as fast as " + autoregressive + " or faster " + Sentences.affordable(found) + ".";
            case NEVER ->
                "one pass of " + diffusion + " already takes longer than " + autoregressive + " takes for all tokens.";
            case DOES_NOT_FIT, NOT_APPLICABLE -> found.reason() + ".";
        };
    }

    /// Nothing, if fewer steps are always affordable too.
    private static String gaps(StepCrossover found) {
        String words = Sentences.affordable(found);
        return found.answer() == Answer.AT && words.startsWith("up to ") ? "" : ", but only " + words;
    }

    private static String setting(Pair pair, Device device) {
        return device.id() + ", prompt " + pair.middlePrompt() + ", "
                + pair.study().generatedTokens() + " tokens";
    }
}
