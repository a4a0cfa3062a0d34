package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.unmask.core.model.Routing;

/// Choices that can be followed by hand.
class ChoiceTest {
    private static final Offset<Float> CLOSE = within(1e-6f);

    private final int[] experts = new int[2];
    private final float[] weights = new float[2];

    private void choose(Routing routing, float[] bias, float... outputs) {
        new Choice(routing, outputs.length, 2, bias).choose(outputs, 0, experts, weights);
    }

    private static float ln(double x) {
        return (float) Math.log(x);
    }

    @Test
    void softmaxIsOverAllExperts() {
        choose(Routing.softmax(false), new float[4], ln(1), ln(4), ln(2), ln(1));
        assertThat(experts).containsExactly(1, 2);
        assertThat(weights).containsExactly(new float[] {0.5f, 0.25f}, CLOSE);
    }

    @Test
    void renormalisedWeightsAddUpToOne() {
        choose(Routing.softmax(true), new float[4], ln(1), ln(4), ln(2), ln(1));
        assertThat(weights).containsExactly(new float[] {2 / 3f, 1 / 3f}, CLOSE);
    }

    @Test
    void equalScoresGoToTheSmallerIndex() {
        choose(Routing.softmax(true), new float[4], 1, 2, 2, 2);
        assertThat(experts).containsExactly(1, 2);
    }

    /// Sigmoids 1/2, 3/4, 4/5 and 1/5; a bias lifts the last to the top and weighs nothing.
    @Test
    void aBiasChoosesButDoesNotWeigh() {
        Routing routing = new Routing(Routing.Score.SIGMOID, false, 1, true, 1, 1);
        choose(routing, new float[] {0, 0, 0, 1}, ln(1), ln(3), ln(4), ln(0.25));
        assertThat(experts).containsExactly(3, 2);
        assertThat(weights).containsExactly(new float[] {0.2f, 0.8f}, CLOSE);
    }

    /// Scores 0.9 0.1, 0.625 0.625, 0.7 0.7; with the bias the groups are worth -1.05, -0.55 and -0.25. The best single
    /// expert is in the worst group, and all of the best group are below zero.
    @Test
    void expertsOfDroppedGroupsAreNotChosenEvenBelowZero() {
        Routing routing = new Routing(Routing.Score.SIGMOID, true, 2.5, true, 3, 1);
        float[] bias = {-0.05f, -2, -0.9f, -0.9f, -0.8f, -0.85f};
        choose(routing, bias, ln(9), ln(1 / 9.0), ln(5 / 3.0), ln(5 / 3.0), ln(7 / 3.0), ln(7 / 3.0));
        assertThat(experts).containsExactly(4, 5);
        assertThat(weights).containsExactly(new float[] {1.25f, 1.25f}, CLOSE);
    }
}
