package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.MadeUpFamilies;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Rope;
import org.unmask.core.model.RopeScaling;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.engine.scalar.ScalarBackend;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.engine.weight.WeightGenerator;

class ScaledRopeTest {
    private static final int HEAD = 8;

    private static Architecture plain(double theta) {
        return new Architecture(2, 32, 4, 2, HEAD, 48, 50, Projections.PLAIN, Rope.whole(theta, HEAD), 1e-5);
    }

    private static float[][] logits(Architecture architecture) {
        Model model = new Model(
                "x",
                "x",
                MadeUpFamilies.of(Paradigm.DIFFUSION),
                architecture,
                OptionalInt.of(49),
                List.of(),
                false,
                "");
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(
                        model,
                        new SyntheticWeights(architecture, 3, DType.FLOAT32, 0.4, arena),
                        new ScalarBackend(),
                        1)) {
            return engine.logits(WeightGenerator.prompt(3, 20, 50), Mask.FULL);
        }
    }

    /// Frequencies of one base, divided so that they become those of another, compute what the other base does.
    @Test
    void divisorsCanTurnOneBaseIntoAnother() {
        List<Double> divisors = IntStream.range(0, HEAD / 2)
                .mapToObj(i -> Math.pow(500_000 / 10_000.0, 2.0 * i / HEAD))
                .toList();
        float[][] expected = logits(plain(500_000));
        float[][] other = logits(plain(10_000));
        float[][] divided = logits(plain(10_000).with(new RopeScaling.Divided(divisors)));

        assertThat(distance(other, expected)).isGreaterThan(1e-3);
        assertThat(distance(divided, expected)).isLessThan(1e-5);
    }

    @Test
    void aFactorOfOneChangesNothing() {
        assertThat(logits(plain(10_000).with(new RopeScaling.Llama3(1, 1, 4, 8))))
                .isDeepEqualTo(logits(plain(10_000)));
        assertThat(distance(logits(plain(10_000).with(new RopeScaling.Llama3(8, 1, 4, 8))), logits(plain(10_000))))
                .isGreaterThan(1e-3);
    }

    private static double distance(float[][] a, float[][] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                most = Math.max(most, Math.abs(a[i][j] - b[i][j]));
            }
        }
        return most;
    }
}
