package org.unmask.run.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.core.model.Lowering;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.core.text.Progress;
import org.unmask.cost.timing.Basis;
import org.unmask.cost.timing.OperatorTimings;
import org.unmask.cost.timing.Timing;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;
import org.unmask.engine.spi.Backend;

class OperatorProbeTest {
    @Test
    void everyOperatorOfTheModelIsTimedUpToTheSizesAskedFor() throws IOException {
        CatalogModel entry = new Catalog(Path.of(".."), Path.of("none")).model("tiny-math-dlm");
        Backend backend = Backends.named("scalar");

        OperatorTimings table = new OperatorProbe(backend, 1, Engine.types(DType.FLOAT32), 6, 8, 5)
                .measure(List.of(entry), "some CPU", Progress.SILENT);

        assertThat(table.stand().models()).containsExactly("tiny-math-dlm");
        assertThat(table.overhead().seconds(1, 1)).isPositive();
        assertThat(table.timings())
                .allSatisfy(timing -> assertThat(timing.samples()).isGreaterThanOrEqualTo(3));
        for (int rows : new int[] {1, 2, 5, 6}) {
            Task task = new Task(Phase.PREFILL, 0, rows, rows, 0, 0, new Commit.None());
            Pass pass = new Pass(1, rows, 0, Mask.FULL, rows, task);
            for (Program.Section section : Lowering.lower(entry.model().architecture(), pass, backend.fusions())
                    .sections()) {
                for (Operator operator : section.operators()) {
                    assertThat(table.find(operator)).as(operator.name()).hasValueSatisfying(timed -> {
                        assertThat(timed.seconds()).isPositive();
                        assertThat(timed.basis()).isIn(Basis.TIMED, Basis.INTERPOLATED);
                    });
                }
            }
        }
        assertThat(table.timings())
                .extracting(Timing::at)
                .contains(new Timing.Attended(4, 1, 8, false), new Timing.Attended(1, 6, 6, true));
    }

    @Test
    void coefficientsOfAnExactSumAreFoundAndNoneIsNegative() {
        List<double[]> rows = List.of(
                new double[] {1, 10, 3}, new double[] {2, 5, 1}, new double[] {7, 1, 9}, new double[] {3, 3, 3});

        assertThat(NonNegative.leastSquares(rows, List.of(2 + 30.0, 4 + 15.0, 14 + 3.0, 6 + 9.0)))
                .satisfies(found -> {
                    assertThat(found[0]).isCloseTo(2, within(1e-6));
                    assertThat(found[1]).isCloseTo(3, within(1e-6));
                    assertThat(found[2]).isCloseTo(0, within(1e-6));
                });
    }
}
