package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.MadeUpFamilies;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.Window;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.engine.weight.SyntheticWeights;

class WindowTest {
    private static final Architecture PLAIN = Architectures.dense(2, 32, 2, 2, 16, 48, 64);
    private static final int[] TOKENS = {1, 2, 3, 4, 5, 6, 7, 8};

    private static Model model(Architecture sizes) {
        return new Model(
                "m",
                "m",
                MadeUpFamilies.of(Paradigm.AUTOREGRESSIVE),
                sizes,
                OptionalInt.empty(),
                List.of(),
                false,
                "test");
    }

    private static float[][] logits(Architecture model, int[] tokens) {
        SyntheticWeights weights = new SyntheticWeights(model, 1, DType.FLOAT32, 0.4, Arena.ofAuto());
        try (Engine engine = new Engine(model(model), weights, Backends.named("scalar"), 1)) {
            return engine.logits(tokens, Mask.CAUSAL);
        }
    }

    @Test
    void aWindowThatHoldsTheTextHidesNothing() {
        assertThat(logits(PLAIN.with(new Window(8, 0)), TOKENS)).isDeepEqualTo(logits(PLAIN, TOKENS));
    }

    @Test
    void aLongerTextIsRefused() {
        Architecture windowed = PLAIN.with(new Window(7, 0));

        assertThatThrownBy(() -> logits(windowed, TOKENS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a pass over 8 positions is longer than the model's sliding window of 7 tokens");
        assertThatThrownBy(() -> Engine.checkComputed(model(windowed), 8))
                .hasMessageContaining("has sliding windows of 7 tokens, and a text of 8 is longer");
    }
}
