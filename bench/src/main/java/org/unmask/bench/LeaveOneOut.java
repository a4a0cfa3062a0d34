package org.unmask.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.unmask.catalog.Catalog;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Weight;
import org.unmask.cost.timing.OperatorShape;
import org.unmask.cost.timing.OperatorTimings;
import org.unmask.cost.timing.Timing;
import org.unmask.result.Statistics;

/// How wrong times between timed rows are: every timing of a matrix product is left out in turn, and told from its
/// neighbours. The smallest and the largest rows have none.
///
/// Arguments: a file that `probe --operators` wrote.
public final class LeaveOneOut {
    private LeaveOneOut() {}

    /// Prints a line for each number of rows: shapes, median and largest error.
    public static void main(String[] arguments) throws IOException {
        Path nowhere = Path.of("no-such-folder");
        List<OperatorTimings> tables = new Catalog(nowhere, nowhere)
                .profile(Path.of(arguments[0]).toAbsolutePath().toString())
                .timings()
                .orElseThrow()
                .tables();
        SortedMap<Long, List<Double>> errors = new TreeMap<>();
        for (OperatorTimings table : tables) {
            for (Timing timing : table.timings()) {
                if (timing.shape().kind() == OperatorShape.Kind.MATRIX
                        && timing.at() instanceof Timing.Rows(long rows)) {
                    add(table, timing, rows, errors);
                }
            }
        }
        System.out.println("rows  shapes  median error  largest error");
        errors.forEach((rows, some) -> {
            double[] sizes = some.stream().mapToDouble(Math::abs).toArray();
            System.out.printf(
                    Locale.ROOT,
                    "%4d  %6d  %10.1f %%  %11.1f %%%n",
                    rows,
                    sizes.length,
                    100 * Statistics.quantile(sizes, 50),
                    100 * Arrays.stream(sizes).max().orElseThrow());
        });
    }

    private static void add(OperatorTimings table, Timing left, long rows, SortedMap<Long, List<Double>> errors) {
        List<Long> others = table.timings().stream()
                .filter(timing -> timing.shape().equals(left.shape()) && !timing.equals(left))
                .map(timing -> ((Timing.Rows) timing.at()).rows())
                .toList();
        if (others.stream().noneMatch(other -> other < rows) || others.stream().noneMatch(other -> other > rows)) {
            return;
        }
        List<Timing> rest = new ArrayList<>(table.timings());
        rest.remove(left);
        double seconds = new OperatorTimings(table.stand(), table.overhead(), rest)
                .find(operator(left.shape(), rows))
                .orElseThrow()
                .seconds();
        errors.computeIfAbsent(rows, _ -> new ArrayList<>()).add(seconds / left.seconds() - 1);
    }

    /// Some operator of a shape.
    private static Operator operator(OperatorShape shape, long rows) {
        return switch (shape.operator()) {
            case "qkv_proj" ->
                new AttentionOperator.QkvProjection(
                        rows, shape.first(), shape.second(), shape.third(), shape.fourth() == 1);
            case "gate_up_proj" -> new Operator.GateUpProjection(rows, shape.first(), shape.second());
            case "shared_expert" -> new MixtureOperator.SharedExpert(rows, shape.first(), shape.second());
            case "router" ->
                new MixtureOperator.Router(rows, shape.first(), shape.second(), shape.third(), shape.fourth() == 1);
            default ->
                new Operator.Linear(
                        shape.operator(),
                        rows,
                        shape.first(),
                        shape.second(),
                        Slot.NORMED,
                        Slot.LOGITS,
                        Weight.LM_HEAD);
        };
    }
}
