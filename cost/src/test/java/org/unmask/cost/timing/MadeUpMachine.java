package org.unmask.cost.timing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Lowering;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.core.op.Work;

/// A machine whose operators take a time that a formula gives, timed at some sizes: what is in between is known.
public final class MadeUpMachine {
    private static final int[] ROWS = {1, 2, 4, 8, 16, 64, 256};
    private static final int[] QUERIES = {1, 2, 8, 32, 128};
    private static final int[] KEYS = {1, 2, 8, 32, 128, 256};

    private MadeUpMachine() {}

    /// Microseconds and a nanosecond per row and character of the name; attention takes a nanosecond for each query and
    /// key besides.
    public static double seconds(Operator operator) {
        double each = 1e-9 * operator.name().length();
        if (operator instanceof AttentionOperator.Attention o) {
            double own = o.mask().equals(Mask.CAUSAL) && o.queries() > 1 ? 3e-9 * o.batch() * o.queries() : 0;
            return 1e-6 + 1e-9 * o.batch() * o.pairs() + own;
        }
        return 1e-6 + each * OperatorShape.rowsOf(operator);
    }

    /// Timings of all operators of a model.
    public static OperatorTimings timings(Architecture model, DTypes types, Set<Fusion> fusions) {
        List<Timing> timings = new ArrayList<>();
        for (int rows : ROWS) {
            for (Operator operator : operators(model, 1, rows, rows, Mask.FULL, fusions)) {
                if (!(operator instanceof AttentionOperator.Attention)) {
                    timings.add(timing(operator, new Timing.Rows(OperatorShape.rowsOf(operator)), types));
                }
            }
        }
        for (int queries : QUERIES) {
            for (int batch : new int[] {1, 4}) {
                for (int keys : KEYS) {
                    if (keys >= queries) {
                        attention(model, batch, queries, keys, Mask.FULL, types, timings);
                    }
                }
            }
            if (queries > 1) {
                attention(model, 1, queries, queries, Mask.CAUSAL, types, timings);
            }
        }
        return new OperatorTimings(
                new OperatorTimings.Stand(
                        "made up", 2, "test", fusions, types, Map.of("test", new MachineSpeed(1e10, 1e11))),
                new Overhead(1e-6, 2e-9, 3e-9),
                timings.stream().distinct().toList());
    }

    private static void attention(
            Architecture model, int batch, int queries, int keys, Mask mask, DTypes types, List<Timing> timings) {
        for (Operator operator : operators(model, batch, queries, keys, mask, Set.of())) {
            if (operator instanceof AttentionOperator.Attention) {
                timings.add(
                        timing(operator, new Timing.Attended(batch, queries, keys, !mask.equals(Mask.FULL)), types));
            }
        }
    }

    private static Timing timing(Operator operator, Timing.At at, DTypes types) {
        Work work = Work.of(operator, types);
        double seconds = seconds(operator);
        return new Timing(
                OperatorShape.of(operator), at, work.flops(), work.bytes(), seconds, seconds, seconds, 1, 1, 0);
    }

    private static List<Operator> operators(
            Architecture model, int batch, int queries, int keys, Mask mask, Set<Fusion> fusions) {
        Task task = new Task(Phase.PREFILL, keys - queries, keys, keys, 0, 0, new Commit.None());
        Pass pass = new Pass(batch, queries, keys - queries, mask, queries, task);
        return Lowering.lower(model, pass, fusions).sections().stream()
                .map(Program.Section::operators)
                .flatMap(List::stream)
                .distinct()
                .toList();
    }
}
