package org.unmask.app.claim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/// Times that may be compared: equal but for one thing.
final class Groups {
    private Groups() {}

    /// A diffusion model beside the autoregressive one on the same work.
    record Pair(Observed autoregressive, Observed diffusion) {
        /// Throughput of the diffusion model over that of the autoregressive one.
        double gain() {
            return diffusion.tokensPerSecond() / autoregressive.tokensPerSecond();
        }
    }

    /// What equal work is told by.
    private record Work(Observed.Evidence evidence, String place, int prompt, int generated, int batch) {
        static Work of(Observed time) {
            return new Work(time.evidence(), time.place(), time.promptTokens(), time.generatedTokens(), time.batch());
        }
    }

    /// Every diffusion time with an autoregressive one of equal place, lengths and batch.
    static List<Pair> pairs(List<Observed> times) {
        return matched(times, Observed::isAutoregressive).stream()
                .map(pair -> new Pair(pair.get(0), pair.get(1)))
                .toList();
    }

    /// Every other time with one of a kind of equal place, lengths and batch: that of the kind first.
    static List<List<Observed>> matched(List<Observed> times, Predicate<Observed> kind) {
        Map<Work, Observed> base = new LinkedHashMap<>();
        times.stream().filter(kind).forEach(time -> base.put(Work.of(time), time));
        List<List<Observed>> matched = new ArrayList<>();
        for (Observed time : times) {
            Optional.ofNullable(base.get(Work.of(time)))
                    .filter(_ -> !kind.test(time))
                    .ifPresent(other -> matched.add(List.of(other, time)));
        }
        return matched;
    }

    /// Lists of those that are equal in a key, in the order of a size, where it takes two values or more.
    static <T> List<List<T>> series(List<T> all, Function<T, List<?>> key, ToIntFunction<T> size) {
        Map<List<?>, List<T>> groups = new LinkedHashMap<>();
        all.forEach(each ->
                groups.computeIfAbsent(key.apply(each), _ -> new ArrayList<>()).add(each));
        return groups.values().stream()
                .map(group ->
                        group.stream().sorted(Comparator.comparingInt(size)).toList())
                .filter(group -> size.applyAsInt(group.getFirst()) < size.applyAsInt(group.getLast()))
                .toList();
    }
}
