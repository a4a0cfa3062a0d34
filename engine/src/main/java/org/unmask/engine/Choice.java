package org.unmask.engine;

import java.util.Arrays;
import org.unmask.core.model.Routing;

/// Chooses the experts of a token from its router outputs, in float64. Equal scores go to the smaller index.
final class Choice {
    /// Keeps a sum of vanishing weights from being a divisor of zero (LLaDA2).
    private static final double TINY = 1e-20;

    private final Routing routing;
    private final int perToken;
    private final float[] bias;
    private final double[] scores;
    private final double[] ranks;

    Choice(Routing routing, int experts, int perToken, float[] bias) {
        this.routing = routing;
        this.perToken = perToken;
        this.bias = bias;
        this.scores = new double[experts];
        this.ranks = new double[experts];
    }

    /// Writes experts and their weights from index `at` on.
    void choose(float[] outputs, int at, int[] experts, float[] weights) {
        score(outputs);
        for (int expert = 0; expert < scores.length; expert++) {
            ranks[expert] = scores[expert] + bias[expert];
        }
        if (routing.groupsKept() < routing.groups()) {
            dropGroups();
        }
        double sum = 0;
        for (int i = at; i < at + perToken; i++) {
            experts[i] = greatest(ranks, 0, ranks.length);
            ranks[experts[i]] = Double.NEGATIVE_INFINITY;
            sum += scores[experts[i]];
        }
        double factor = routing.scale() / (routing.renormalised() ? sum + TINY : 1);
        for (int i = at; i < at + perToken; i++) {
            weights[i] = (float) (scores[experts[i]] * factor);
        }
    }

    private void score(float[] outputs) {
        switch (routing.score()) {
            case SIGMOID -> {
                for (int expert = 0; expert < scores.length; expert++) {
                    scores[expert] = 1 / (1 + Math.exp(-outputs[expert]));
                }
            }
            case SOFTMAX -> {
                double greatest = Double.NEGATIVE_INFINITY;
                for (float output : outputs) {
                    greatest = Math.max(greatest, output);
                }
                double sum = 0;
                for (int expert = 0; expert < scores.length; expert++) {
                    scores[expert] = Math.exp(outputs[expert] - greatest);
                    sum += scores[expert];
                }
                for (int expert = 0; expert < scores.length; expert++) {
                    scores[expert] /= sum;
                }
            }
        }
    }

    /// Leaves only the experts of the best groups; a group is as good as its two best experts together.
    private void dropGroups() {
        int size = ranks.length / routing.groups();
        double[] groups = new double[routing.groups()];
        for (int group = 0; group < groups.length; group++) {
            double[] sorted = Arrays.copyOfRange(ranks, group * size, (group + 1) * size);
            Arrays.sort(sorted);
            groups[group] = sorted[size - 1] + sorted[size - 2];
        }
        boolean[] kept = new boolean[groups.length];
        for (int i = 0; i < routing.groupsKept(); i++) {
            int best = greatest(groups, 0, groups.length);
            kept[best] = true;
            groups[best] = Double.NEGATIVE_INFINITY;
        }
        for (int expert = 0; expert < ranks.length; expert++) {
            if (!kept[expert / size]) {
                ranks[expert] = Double.NEGATIVE_INFINITY;
            }
        }
    }

    private static int greatest(double[] values, int from, int to) {
        int best = from;
        for (int i = from + 1; i < to; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
