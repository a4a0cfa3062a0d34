package org.unmask.app.claim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.unmask.app.claim.Groups.Pair;
import org.unmask.report.Label.Role;

/// How times decide claims. Every rule reads predicted, measured and published times alike.
final class Rules {
    /// Throughput from which on a diffusion model counts as near the autoregressive one.
    static final double NEAR = 0.8;

    /// How much faster than that of the autoregressive model a latency grows that does not scale.
    static final double GROWS = 1.5;

    /// The greatest cut of latency that is claimed.
    static final double CUT = 2.3;

    /// How far a line may be from the points.
    static final double LINEAR = 0.1;

    /// The part of a gain that may be left where it has shrunk.
    static final double SHRUNK = 0.95;

    private static final int SHORTEST_CONTEXT = 1000;
    private static final int LONGEST_CONTEXT = 8300;

    private Rules() {}

    /// The decoding of an autoregressive model at batch 1 is left of the ridge; the value is its intensity over
    /// the ridge.
    static List<Finding> lowIntensity(List<Observed> times) {
        return times.stream()
                .filter(time -> time.isAutoregressive()
                        && time.batch() == 1
                        && time.ridge().isPresent())
                .map(time -> finding(
                        time,
                        time.intensity().orElseThrow() / time.ridge().orElseThrow(),
                        time.intensity().orElseThrow() < time.ridge().orElseThrow(),
                        place(time)))
                .toList();
    }

    /// Full canvases have the higher intensity; the value is how many times.
    static List<Finding> higherIntensity(List<Observed> times) {
        return Groups.pairs(oneByOne(times)).stream()
                .filter(pair -> pair.diffusion().role() == Role.FULL
                        && pair.diffusion().intensity().isPresent())
                .map(pair -> {
                    double ratio = pair.diffusion().intensity().orElseThrow()
                            / pair.autoregressive().intensity().orElseThrow();
                    return finding(
                            pair.diffusion(), ratio, ratio > 1, batch(pair.diffusion()), place(pair.diffusion()));
                })
                .toList();
    }

    /// The latency of full canvases grows faster with the prompt; the value is how many times as fast.
    static List<Finding> growsWithContext(List<Observed> times) {
        return growths(times, role -> role == Role.FULL, growth -> growth >= GROWS);
    }

    /// The latency of blocks and caches grows about as that of the autoregressive model.
    static List<Finding> scalesWithContext(List<Observed> times) {
        return growths(times, role -> role == Role.CACHED || role == Role.BLOCK, growth -> growth < GROWS);
    }

    private static List<Finding> growths(List<Observed> times, Predicate<Role> roles, Predicate<Double> holds) {
        List<Pair> pairs = Groups.pairs(oneByOne(times)).stream()
                .filter(pair -> roles.test(pair.diffusion().role()))
                .toList();
        return Groups.series(
                        pairs,
                        pair -> key(
                                pair.diffusion(),
                                pair.diffusion().batch(),
                                pair.diffusion().generatedTokens()),
                        pair -> pair.diffusion().promptTokens())
                .stream()
                .map(series -> {
                    Pair last = series.getLast();
                    double growth = series.getFirst().gain() / last.gain();
                    return finding(
                            last.diffusion(),
                            growth,
                            holds.test(growth),
                            decoding(last.diffusion()),
                            batch(last.diffusion()),
                            place(last.diffusion()));
                })
                .toList();
    }

    /// At the largest batch of a series the autoregressive model is ahead, and it gained more from batching; the
    /// value is the throughput of the diffusion model over its own there.
    static List<Finding> aheadInBatches(List<Observed> times) {
        return batches(times).stream()
                .map(series -> {
                    Pair last = series.getLast();
                    boolean holds =
                            last.gain() < 1 && last.gain() < series.getFirst().gain();
                    return finding(
                            last.diffusion(),
                            last.gain(),
                            holds,
                            decoding(last.diffusion()),
                            rate(last.diffusion()),
                            place(last.diffusion()));
                })
                .toList();
    }

    /// With one token a step the diffusion model is slower, with the fewest steps it is faster; the value is its
    /// throughput over that of the autoregressive model with the fewest.
    static List<Finding> stepsDecide(List<Observed> times) {
        return Groups.series(
                        Groups.pairs(times),
                        pair -> key(
                                pair.diffusion(),
                                pair.diffusion().promptTokens(),
                                pair.diffusion().generatedTokens(),
                                pair.diffusion().batch()),
                        pair -> pair.diffusion().steps())
                .stream()
                .map(series -> {
                    Pair fewest = series.getFirst();
                    boolean holds = series.getLast().gain() < 1 && fewest.gain() > 1;
                    return finding(
                            fewest.diffusion(),
                            fewest.gain(),
                            holds,
                            decoding(fewest.diffusion()),
                            batch(fewest.diffusion()),
                            place(fewest.diffusion()));
                })
                .toList();
    }

    /// Time a step is the same whatever their number; the value is the greatest difference, as a share.
    static List<Finding> linearInSteps(List<Observed> times) {
        List<Observed> diffusion =
                times.stream().filter(time -> !time.isAutoregressive()).toList();
        return Groups.series(
                        diffusion,
                        time -> key(time, time.promptTokens(), time.generatedTokens(), time.batch()),
                        Observed::steps)
                .stream()
                .map(series -> {
                    Observed most = series.getLast();
                    double step = most.seconds() / most.steps();
                    double off = series.stream()
                            .mapToDouble(time -> Math.abs(time.seconds() / time.steps() / step - 1))
                            .max()
                            .orElseThrow();
                    return finding(most, off, off <= LINEAR, decoding(most), batch(most), place(most));
                })
                .toList();
    }

    /// Blocks or caches cut the latency of the full canvas as much as is claimed at some context of 1K to 8K; the
    /// value is the greatest cut.
    static List<Finding> blocksCutLatency(List<Observed> times) {
        List<Observed> some = oneByOne(times).stream()
                .filter(time ->
                        time.batch() == 1 && time.context() >= SHORTEST_CONTEXT && time.context() <= LONGEST_CONTEXT)
                .toList();
        Map<List<?>, List<List<Observed>>> groups = new LinkedHashMap<>();
        for (List<Observed> pair : Groups.matched(some, time -> time.role() == Role.FULL)) {
            if (!pair.getLast().isAutoregressive()) {
                groups.computeIfAbsent(key(pair.getLast(), pair.getLast().task()), _ -> new ArrayList<>())
                        .add(pair);
            }
        }
        return groups.values().stream()
                .map(group -> {
                    double cut = group.stream()
                            .mapToDouble(
                                    pair -> pair.get(0).seconds() / pair.get(1).seconds())
                            .max()
                            .orElseThrow();
                    Observed time = group.getLast().getLast();
                    return finding(time, cut, cut >= CUT, decoding(time), place(time));
                })
                .toList();
    }

    /// The throughput of blocks and caches is near that of the autoregressive model; the value is their ratio.
    static List<Finding> nearAutoregression(List<Observed> times) {
        return Groups.pairs(oneByOne(times)).stream()
                .filter(pair -> pair.diffusion().role() != Role.FULL
                        && pair.diffusion().batch() == 1
                        && pair.diffusion().context() >= SHORTEST_CONTEXT
                        && pair.diffusion().context() <= LONGEST_CONTEXT)
                .map(pair -> finding(
                        pair.diffusion(),
                        pair.gain(),
                        pair.gain() >= NEAR,
                        decoding(pair.diffusion()),
                        Map.entry("prompt", "" + pair.diffusion().promptTokens()),
                        place(pair.diffusion())))
                .toList();
    }

    /// With one token a step and one sequence the diffusion model is slower; the value is its throughput over the
    /// other.
    static List<Finding> slowerOneByOne(List<Observed> times) {
        return slower(oneByOne(times).stream().filter(time -> time.batch() == 1).toList());
    }

    /// The diffusion model is slower; the value is its throughput over that of the autoregressive one.
    static List<Finding> slower(List<Observed> times) {
        return Groups.pairs(times).stream()
                .map(pair -> finding(
                        pair.diffusion(),
                        pair.gain(),
                        pair.gain() < 1,
                        rate(pair.diffusion()),
                        batch(pair.diffusion()),
                        decoding(pair.diffusion()),
                        place(pair.diffusion())))
                .toList();
    }

    /// What a cache, several tokens a step, or both gain over the autoregressive model is less at the largest
    /// batch; the value is the gain there over that at the smallest.
    static List<Finding> gainShrinks(List<Observed> times) {
        return batches(times).stream()
                .filter(series -> series.getFirst().diffusion().role() != Role.FULL
                        || series.getFirst().diffusion().tokensPerStep() > 1)
                .map(series -> {
                    Pair last = series.getLast();
                    double share = last.gain() / series.getFirst().gain();
                    return finding(
                            last.diffusion(),
                            share,
                            share <= SHRUNK,
                            decoding(last.diffusion()),
                            rate(last.diffusion()),
                            place(last.diffusion()));
                })
                .toList();
    }

    /// What a cache or several tokens a step gain over full canvases with one token a step is less at the largest
    /// batch; the value is the gain there over that at the smallest.
    static List<Finding> gainOverPlainShrinks(List<Observed> times) {
        List<List<Observed>> matched =
                Groups.matched(times, time -> time.role() == Role.FULL && time.tokensPerStep() == 1).stream()
                        .filter(pair -> !pair.getLast().isAutoregressive())
                        .toList();
        return Groups.series(
                        matched,
                        pair -> key(
                                pair.getLast(),
                                pair.getLast().promptTokens(),
                                pair.getLast().generatedTokens(),
                                pair.getLast().steps()),
                        pair -> pair.getLast().batch())
                .stream()
                .map(series -> {
                    Observed last = series.getLast().getLast();
                    double share = over(series.getLast()) / over(series.getFirst());
                    return finding(last, share, share <= SHRUNK, decoding(last), rate(last), place(last));
                })
                .toList();
    }

    private static double over(List<Observed> pair) {
        return pair.get(1).tokensPerSecond() / pair.get(0).tokensPerSecond();
    }

    private static List<List<Pair>> batches(List<Observed> times) {
        return Groups.series(
                Groups.pairs(times),
                pair -> key(
                        pair.diffusion(),
                        pair.diffusion().promptTokens(),
                        pair.diffusion().generatedTokens(),
                        pair.diffusion().steps()),
                pair -> pair.diffusion().batch());
    }

    /// Those that commit one token a step, and the autoregressive ones.
    private static List<Observed> oneByOne(List<Observed> times) {
        return times.stream().filter(time -> time.tokensPerStep() == 1).toList();
    }

    private static List<?> key(Observed time, Object... more) {
        List<Object> key = new ArrayList<>(List.of(time.evidence(), time.place(), time.family()));
        key.addAll(List.of(more));
        return key;
    }

    private static Map.Entry<String, String> place(Observed time) {
        return Map.entry("device", time.place());
    }

    private static Map.Entry<String, String> decoding(Observed time) {
        return Map.entry("decoding", time.decoding());
    }

    private static Map.Entry<String, String> batch(Observed time) {
        return Map.entry("batch", "" + time.batch());
    }

    private static Map.Entry<String, String> rate(Observed time) {
        return Map.entry("tokens a step", digits(time.tokensPerStep()));
    }

    private static String digits(double value) {
        return value == Math.rint(value) ? "" + (long) value : "" + value;
    }

    @SafeVarargs
    private static Finding finding(
            Observed time, double value, boolean holds, Map.Entry<String, String>... conditions) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Map.Entry<String, String> condition : conditions) {
            all.put(condition.getKey(), condition.getValue());
        }
        return new Finding(time.evidence(), time.task(), all, value, holds);
    }
}
