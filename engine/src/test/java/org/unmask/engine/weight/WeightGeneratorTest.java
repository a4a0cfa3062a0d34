package org.unmask.engine.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// The published self-check values of the generator.
class WeightGeneratorTest {
    private final WeightGenerator generator = new WeightGenerator("token_embd.weight", 7);

    @Test
    void hashesTheName() {
        assertThat(WeightGenerator.fnv1a("token_embd.weight")).isEqualTo(0x2d85b88e70e67727L);
    }

    @Test
    void givesThePublishedNumbers() {
        assertThat(generator.uniform(0)).isCloseTo(0.87831432, within(5e-9));
        assertThat(generator.uniform(1)).isCloseTo(0.74990255, within(5e-9));
        assertThat(generator.uniform(2)).isCloseTo(0.73185074, within(5e-9));
        assertThat((double) generator.centered(0, 1)).isCloseTo(1.3105192184, within(5e-11));
    }

    @Test
    void givesThePublishedPrompt() {
        assertThat(WeightGenerator.prompt(100, 18, 150))
                .containsExactly(98, 96, 2, 32, 31, 16, 5, 27, 126, 61, 111, 65, 96, 107, 1, 7, 148, 36);
    }

    @Test
    void hasTheDeviationAskedFor() {
        int count = 100_000;
        double squares = 0;
        double norms = 0;
        for (int i = 0; i < count; i++) {
            squares += Math.pow(generator.centered(i, 0.25), 2);
            norms += generator.nearOne(i);
        }
        assertThat(Math.sqrt(squares / count)).isCloseTo(0.25, within(0.002));
        assertThat(norms / count).isCloseTo(1, within(0.002));
    }

    @Test
    void refusesAnEmptyRange() {
        assertThatThrownBy(() -> WeightGenerator.prompt(1, 4, 0)).hasMessage("bad prompt: count=4 range=0");
    }
}
