package org.unmask.result.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds passes by what repeats: kernels from one attention to the next are a layer, and where they also hold an LM head, a
/// selection of tokens or an embedding, one pass ends and another begins.
final class PassFinder {
    /// Attention over the splits of a sequence runs several kernels; a matrix product stands between layers.
    private record Group(int first, int last) {}

    private final List<Activity> kernels;
    private final ProductNames names;
    private final List<Group> attentions = new ArrayList<>();
    private final List<TracedPass> passes = new ArrayList<>();
    private int looked;
    private double latest;
    private LayerPattern pattern = new LayerPattern(0, false, 1);

    private PassFinder(List<Activity> kernels, ProductNames names) {
        this.kernels = kernels;
        this.names = names;
    }

    /// Passes in their order; none if there is no attention, or no layer repeats.
    static List<TracedPass> find(List<Activity> kernels, ProductNames names) {
        PassFinder finder = new PassFinder(kernels, names);
        finder.groups();
        Optional<LayerPattern> found = LayerPattern.of(finder.between());
        if (found.isEmpty()) {
            return List.of();
        }
        finder.pattern = found.get();
        finder.passes();
        int layers = finder.passes.stream().mapToInt(TracedPass::layers).max().orElse(0);
        return finder.passes.stream()
                .map(pass -> pass.layers() < layers ? pass.cut() : pass)
                .toList();
    }

    private void groups() {
        for (int i = 0; i < kernels.size(); i++) {
            if (kernels.get(i).kind() != Kind.ATTENTION) {
                continue;
            }
            int last = attentions.isEmpty() ? -1 : attentions.getLast().last();
            if (last >= 0 && LayerPattern.count(kernels.subList(last, i)) == 0) {
                attentions.set(
                        attentions.size() - 1, new Group(attentions.getLast().first(), i));
            } else {
                attentions.add(new Group(i, i));
            }
        }
    }

    private List<List<Activity>> between() {
        List<List<Activity>> between = new ArrayList<>();
        for (int i = 1; i < attentions.size(); i++) {
            between.add(kernels.subList(
                    attentions.get(i - 1).last() + 1, attentions.get(i).first()));
        }
        return between;
    }

    private void passes() {
        int begin = 0;
        int firstGroup = 0;
        List<List<Activity>> between = between();
        for (int i = 0; i < attentions.size(); i++) {
            boolean last = i == attentions.size() - 1;
            if (!last && !isEnd(between.get(i))) {
                continue;
            }
            int end = last
                    ? lastEnd(attentions.get(i).last() + 1)
                    : cut(attentions.get(i).last() + 1, between.get(i));
            add(begin, end, attentions.subList(firstGroup, i + 1));
            begin = end;
            firstGroup = i + 1;
        }
    }

    private boolean isEnd(List<Activity> between) {
        boolean more = names.know(between)
                ? between.stream().anyMatch(names::isHead)
                : LayerPattern.count(between) > pattern.products();
        return more || between.stream().anyMatch(kernel -> names.isSelection(kernel) || kernel.kind() == Kind.EMBED);
    }

    /// A pass ends after the selection of its tokens, or else before the embedding of the next, or else after the product of
    /// the LM head.
    private int cut(int from, List<Activity> between) {
        int select = -1;
        int embed = -1;
        int head = -1;
        int products = 0;
        for (int i = 0; i < between.size(); i++) {
            Kind kind = between.get(i).kind();
            select = names.isSelection(between.get(i)) ? i : select;
            embed = kind == Kind.EMBED && embed < 0 ? i : embed;
            products += kind == Kind.GEMM ? 1 : 0;
            boolean placed =
                    kind == Kind.GEMM && products == Math.max(1, LayerPattern.count(between) - pattern.projections());
            head = placed || names.isHead(between.get(i)) ? i : head;
        }
        return from + (select >= 0 ? select + 1 : embed >= 0 ? embed : head + 1);
    }

    private int lastEnd(int from) {
        for (int i = kernels.size() - 1; i >= from; i--) {
            if (names.isSelection(kernels.get(i))) {
                return i + 1;
            }
        }
        return kernels.size();
    }

    /// What comes before the embedding of a pass, as copies of tokens, is no part of it.
    private void add(int from, int end, List<Group> groups) {
        int embed = first(Kind.EMBED, from, groups.getFirst().first());
        int begin = embed < 0 ? from : embed;
        List<Activity> own = kernels.subList(begin, end);
        boolean begun = embed >= 0 || !passes.isEmpty();
        int after = LayerPattern.count(kernels.subList(groups.getLast().last(), end));
        boolean ended = after >= pattern.after().size();
        OperatorNames named = new OperatorNames(kernels, begin, end, pattern, names);
        for (Group group : groups) {
            named.attention(group.first(), group.last());
        }
        double start = own.getFirst().start();
        double finish = own.stream().mapToDouble(Activity::end).max().orElse(start);
        double before = passes.isEmpty() ? start : endBefore(from);
        Map<String, TracedPass.Part> parts = named.parts();
        passes.add(new TracedPass(
                groups.size(),
                begun && ended,
                named.rows(),
                kernels.get(groups.getLast().first()).attention(),
                named.logitRows(),
                own.size(),
                finish - start,
                Math.max(0, finish - start - busy(own)),
                Math.max(0, start - before),
                parts));
    }

    private int first(Kind kind, int from, int to) {
        for (int i = from; i < to; i++) {
            if (kernels.get(i).kind() == kind) {
                return i;
            }
        }
        return -1;
    }

    /// When the last kernel before one of a later pass ended.
    private double endBefore(int begin) {
        while (looked < begin) {
            latest = Math.max(latest, kernels.get(looked).end());
            looked++;
        }
        return latest;
    }

    /// Time in which at least one kernel ran. They are in the order of their start.
    static double busy(List<Activity> kernels) {
        double busy = 0;
        double until = Double.NEGATIVE_INFINITY;
        for (Activity kernel : kernels) {
            busy += Math.max(0, kernel.end() - Math.max(until, kernel.start()));
            until = Math.max(until, kernel.end());
        }
        return busy;
    }
}
