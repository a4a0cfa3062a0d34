package org.unmask.result.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.unmask.result.Lengths;

/// Two sides, joined on their settings.
///
/// Two settings are the same if the same parts of both are known and equal: what is unknown is never taken for something
/// known. Versions and machines may differ, as they are what is compared; so may what a caller names. If one side
/// has a setting on several machines, only the same machine is its partner.
///
/// @param changes  the worst first
/// @param onlyBefore  series without a partner on the other side
/// @param onlyAfter  likewise
/// @param apart  if nothing could be joined, the parts that keep the two nearest settings apart: they differ, or only one
///     side knows them; empty if the sides have no quantity in common
public record Comparison(List<Change> changes, List<Series> onlyBefore, List<Series> onlyAfter, List<String> apart) {
    /// What may differ in any case.
    private static final List<String> FREE = List.of("machine", "engine.version", "engine.detail");

    /// Means of lengths that were drawn, or came out, are those of the same prompts if they differ by less.
    private static final double LENGTH_SLACK = 0.05;

    /// The most series of a side that are looked through for the nearest.
    private static final int NEAREST = 200;

    public Comparison {
        changes = List.copyOf(changes);
        onlyBefore = List.copyOf(onlyBefore);
        onlyAfter = List.copyOf(onlyAfter);
        apart = List.copyOf(apart);
    }

    /// Joins two sides.
    ///
    /// @param ignored  further parts that may differ: names of parts or groups, as in files
    public static Comparison of(Side before, Side after, List<String> ignored) {
        List<String> free = Stream.concat(FREE.stream(), ignored.stream()).toList();
        Map<List<Object>, List<Series>> others = byKey(after, free);
        List<Change> changes = new ArrayList<>();
        List<Series> onlyBefore = new ArrayList<>();
        List<Series> paired = new ArrayList<>();
        byKey(before, free).forEach((key, here) -> {
            List<Series> there = others.getOrDefault(key, List.of());
            boolean one = here.size() == 1 && there.size() == 1;
            for (Series series : here) {
                Optional<Series> partner = there.stream()
                        .filter(other -> isPartner(series, other, one))
                        .findFirst();
                if (partner.isEmpty()) {
                    onlyBefore.add(series);
                } else {
                    paired.add(partner.get());
                    changes.add(Change.of(series, partner.get()));
                }
            }
        });
        changes.sort(Comparator.comparingDouble(Change::worse).reversed());
        List<Series> onlyAfter = others.values().stream()
                .flatMap(List::stream)
                .filter(series -> !paired.contains(series))
                .toList();
        return new Comparison(
                changes, onlyBefore, onlyAfter, changes.isEmpty() ? apart(onlyBefore, onlyAfter, free) : List.of());
    }

    /// Series of which more is better or worse, by all that must be equal.
    private static Map<List<Object>, List<Series>> byKey(Side side, List<String> free) {
        Map<List<Object>, List<Series>> series = new LinkedHashMap<>();
        side.series().stream()
                .filter(Series::isJudged)
                .forEach(each -> series.computeIfAbsent(
                                List.of(each.setting().known(free), each.name(), each.unit(), each.definition()),
                                _ -> new ArrayList<>())
                        .add(each));
        return series;
    }

    private static boolean isPartner(Series a, Series b, boolean one) {
        return (one || a.setting().machine().equals(b.setting().machine()))
                && isNear(a.setting().load().promptTokens(), b.setting().load().promptTokens())
                && isNear(
                        a.setting().load().generatedTokens(), b.setting().load().generatedTokens());
    }

    private static boolean isNear(Optional<Lengths> a, Optional<Lengths> b) {
        return a.isEmpty()
                || b.isEmpty()
                || !(a.get() instanceof Lengths.Drawn some && b.get() instanceof Lengths.Drawn other)
                || Math.abs(some.mean() - other.mean()) <= LENGTH_SLACK * Math.max(some.mean(), other.mean());
    }

    /// What keeps the two settings apart that are nearest to being the same.
    private static List<String> apart(List<Series> before, List<Series> after, List<String> free) {
        List<Series> others = after.stream().limit(NEAREST).toList();
        List<Map<String, String>> there =
                others.stream().map(series -> series.setting().known(free)).toList();
        List<String> nearest = List.of();
        for (Series series : before.stream().limit(NEAREST).toList()) {
            Map<String, String> here = series.setting().known(free);
            for (int i = 0; i < others.size(); i++) {
                List<String> parts = series.isLike(others.get(i)) ? parts(here, there.get(i)) : List.of();
                boolean nearer = nearest.isEmpty() || parts.size() < nearest.size();
                nearest = nearer && !parts.isEmpty() ? parts : nearest;
            }
        }
        return nearest;
    }

    private static List<String> parts(Map<String, String> here, Map<String, String> there) {
        return Stream.concat(here.keySet().stream(), there.keySet().stream())
                .distinct()
                .filter(part -> !Objects.equals(here.get(part), there.get(part)))
                .toList();
    }

    /// Changes of a verdict.
    public List<Change> of(Change.Verdict verdict, double limit) {
        return changes.stream()
                .filter(change -> change.verdict(limit) == verdict)
                .toList();
    }
}
