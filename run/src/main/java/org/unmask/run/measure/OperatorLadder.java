package org.unmask.run.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Operator;
import org.unmask.engine.Engine;
import org.unmask.engine.Probe;

/// The passes in which operators are timed: over rows, and over queries, keys and sequences of attention.
///
/// @param rows  the most rows of a pass
/// @param keys  the most keys of a sequence
record OperatorLadder(int rows, int keys) {
    /// Close where other kernels begin: behind 4, 8 and 24 rows.
    private static final int[] ROWS = {
        1, 2, 3, 4, 5, 6, 8, 9, 12, 16, 24, 25, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024
    };
    private static final int[] QUERIES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};
    private static final int[] KEYS = {8, 32, 64, 128, 256, 512, 1024, 2048, 4096};
    private static final int[] BATCHES = {1, 4};
    /// Up to this many rows a whole pass is cheap, and its weights push keys and values out of caches.
    private static final int FEW_ROWS = 16;

    /// From here on arithmetic takes longer than reading weights, so it does not matter where those are: a few layers say
    /// all.
    private static final int MANY_ROWS = 64;

    private static final int LAYERS_OF_MANY_ROWS = 3;

    /// A pass to run, and which of its operators count.
    record Step(Pass pass, Predicate<Operator> wanted) {
        boolean isOfFewRows() {
            return pass.tokens() <= FEW_ROWS;
        }

        void run(Engine engine, OperatorClock clock) {
            engine.rehearse(pass, wanted, isOfManyRows() ? LAYERS_OF_MANY_ROWS : Integer.MAX_VALUE, clock);
        }

        /// Runs it without a clock: the next run finds its memory as a pass of a generation finds it behind another one.
        void settle(Engine engine) {
            engine.rehearse(pass, wanted, isOfManyRows() ? 1 : Integer.MAX_VALUE, Probe.NONE);
        }

        private boolean isOfManyRows() {
            return pass.tokens() >= MANY_ROWS;
        }
    }

    /// Whole passes over the ladder of rows, then attention over queries and keys.
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int some : ladder(ROWS, rows)) {
            int batch = some > keys ? Math.ceilDiv(some, keys) : 1;
            Predicate<Operator> wanted = batch > 1 || some > FEW_ROWS
                    ? operator -> !(operator instanceof AttentionOperator.Attention)
                    : operator -> true;
            steps.add(new Step(pass(batch, some / batch, 0, Mask.FULL, true), wanted));
        }
        for (int queries : ladder(QUERIES, Math.min(rows, keys))) {
            for (int batch : BATCHES) {
                for (int seen : reach(queries)) {
                    if (batch * queries <= (batch == 1 ? rows : 4 * FEW_ROWS)) {
                        steps.add(attention(pass(batch, queries, seen - queries, Mask.FULL, false)));
                    }
                }
            }
            if (queries > 1) {
                steps.add(attention(pass(1, queries, 0, Mask.CAUSAL, false)));
            }
        }
        // The small ones first: where time is short, the large ones have fewer samples.
        steps.sort(Comparator.comparingLong(step -> step.pass().tokens()));
        return steps;
    }

    /// Keys to time with some queries: those of the queries themselves, and the ladder above them.
    private int[] reach(int queries) {
        return IntStream.concat(IntStream.of(queries), IntStream.of(ladder(KEYS, keys)))
                .filter(seen -> seen >= queries)
                .distinct()
                .sorted()
                .toArray();
    }

    private static Step attention(Pass pass) {
        boolean few = pass.tokens() <= FEW_ROWS;
        return new Step(pass, operator -> few || operator instanceof AttentionOperator.Attention);
    }

    private static Pass pass(int batch, int queries, int context, Mask mask, boolean logits) {
        int end = context + queries;
        Task task = new Task(Phase.PREFILL, context, end, end, 0, 0, new Commit.None());
        return new Pass(batch, queries, context, mask, logits ? queries : 0, task);
    }

    /// The steps of a ladder up to a size, and that size.
    private static int[] ladder(int[] sizes, int most) {
        return IntStream.concat(Arrays.stream(sizes).filter(size -> size < most), IntStream.of(most))
                .toArray();
    }
}
