package org.unmask.core.model;

/// How a mixture of experts chooses and weighs experts from the scores of its router.
///
/// Experts are chosen by score plus bias, within the groups that are kept: a group's score is the sum of its two best
/// experts. Their outputs are weighted by the scores without the bias.
///
/// @param score  what turns router outputs into scores
/// @param renormalised  whether the weights of the chosen experts are divided by their sum
/// @param scale  the weights are multiplied by, last
/// @param bias  whether there is a bias per expert
/// @param groups  of experts of equal size; 1 is no grouping
/// @param groupsKept  groups experts are chosen from
public record Routing(Score score, boolean renormalised, double scale, boolean bias, int groups, int groupsKept) {
    /// A function over the router's outputs for one token.
    public enum Score {
        SOFTMAX,
        SIGMOID
    }

    public Routing {
        if (!(scale > 0) || Double.isInfinite(scale) || groups < 1 || groupsKept < 1 || groupsKept > groups) {
            throw new IllegalArgumentException(
                    "bad routing: scale=" + scale + " groups=" + groups + " groups kept=" + groupsKept);
        }
    }

    /// Softmax over all experts, no bias, no groups (LLaDA-MoE; with renormalisation Mixtral and Qwen3).
    public static Routing softmax(boolean renormalised) {
        return new Routing(Score.SOFTMAX, renormalised, 1, false, 1, 1);
    }
}
