package org.unmask.run.frontier;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.unmask.result.evaluation.Tally;

/// Accuracy against speed at one batch.
///
/// @param lines  the autoregressive model, alone and with drafts; at least one
/// @param others  the settings of the diffusion model, in the order of the grid
public record Front(int batch, List<Standing> lines, List<Standing> others) {
    /// What counts as the same accuracy: one point.
    private static final double POINT = 0.01;

    public Front {
        lines = List.copyOf(lines);
        others = List.copyOf(others);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("bad front at batch " + batch + ": lines=0; at least one");
        }
    }

    /// The line to beat: the fastest way to decode with the autoregressive model. Drafts do not change its answers.
    public Standing baseline() {
        return lines.stream().max(Comparator.comparingDouble(Standing::speed)).orElseThrow();
    }

    /// Settings of the diffusion model that nothing beats in both, the fastest last. Those that were dropped
    /// are not among them.
    public List<Standing> points() {
        List<Standing> left =
                others.stream().filter(one -> one.beatenBy().isEmpty()).toList();
        return left.stream()
                .filter(one -> left.stream().noneMatch(one::isBelow))
                .sorted(Comparator.comparingDouble(Standing::speed))
                .toList();
    }

    /// The setting of the front with the largest sum of both shares of the way, from the slowest to the fastest
    /// and from the least accurate to the most: the point farthest above the line between the ends. Empty with
    /// fewer than three points.
    public Optional<Standing> knee() {
        List<Standing> points = points();
        if (points.size() < 3) {
            return Optional.empty();
        }
        Standing slow = points.getFirst();
        Standing fast = points.getLast();
        double speeds = fast.speed() - slow.speed();
        double shares = slow.accuracy().share() - fast.accuracy().share();
        return points.stream()
                .max(Comparator.comparingDouble(point -> (point.speed() - slow.speed()) / speeds
                        + (point.accuracy().share() - fast.accuracy().share()) / shares));
    }

    /// The fastest setting of the diffusion model that is at most one point less accurate than the
    /// autoregressive model on the problems both answered.
    public Optional<Standing> equal() {
        double least = baseline().accuracy().share() - POINT - 1e-12;
        return others.stream()
                .filter(one -> one.beatenBy().isEmpty())
                .filter(one -> one.accuracy().share() >= least)
                .max(Comparator.comparingDouble(Standing::speed));
    }

    /// The most accurate setting of the diffusion model, the fastest of several.
    public Standing best() {
        return others.stream()
                .filter(one -> one.beatenBy().isEmpty())
                .max(Comparator.comparingDouble((Standing one) -> one.accuracy().share())
                        .thenComparingDouble(Standing::speed))
                .orElseThrow();
    }

    /// The answers of a setting and of the autoregressive model to the same problems.
    public PairedAccuracy accuracies(Standing standing) {
        return PairedAccuracy.of(standing.answers(), baseline().answers());
    }

    /// The 95 % interval of [#times], from the batches of problems that both answered. Unbounded with fewer than two.
    public Bounds timesBounds(Standing standing) {
        Map<Integer, Tally.Sample> known = byFirst(baseline());
        Map<Integer, Tally.Sample> own = byFirst(standing);
        own.keySet().retainAll(known.keySet());
        known.keySet().retainAll(own.keySet());
        return own.isEmpty()
                ? new Bounds(0, Double.POSITIVE_INFINITY)
                : Bounds.ratio(List.copyOf(own.values()), List.copyOf(known.values()), 0.05);
    }

    private static Map<Integer, Tally.Sample> byFirst(Standing standing) {
        Map<Integer, Tally.Sample> batches = new TreeMap<>();
        standing.tally().samples().forEach(batch -> batches.put(batch.first(), batch));
        return batches;
    }

    /// How many times as fast as the line to beat a setting is.
    public double times(Standing standing) {
        return standing.speed() / baseline().speed();
    }
}
