package org.unmask.run.measure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.Operator;
import org.unmask.engine.Probe;

/// Times every operator of passes by its shape, in slices of time: a long pass is cut between two operators, so that the
/// speed of the machine can be looked at in the middle of it.
final class OperatorClock implements Probe {
    private static final long SLICE_NANOS = 40_000_000;
    /// A slice is at least so many times as long as what is done at its end.
    private static final long ENDS_IN_A_SLICE = 8;

    private static final long INTERRUPTED = 3;

    private final Consumer<Map<Operator, Runs>> slices;
    private final Map<Operator, List<Long>> nanos = new LinkedHashMap<>();
    /// Of runs that have ended in parts only.
    private final Map<Operator, Long> unfinished = new HashMap<>();
    private long sliceNanos = SLICE_NANOS;
    private long sliceStart = System.nanoTime();
    private long start;

    /// The runs of an operator that ended in a slice.
    ///
    /// @param seconds  mean of those that were not interrupted: means of operators add up to the time of a pass, medians do not
    /// @param all  seconds of all together, the interrupted ones too
    record Runs(int count, double seconds, double all) {}

    /// Starts the first slice.
    ///
    /// @param slices  receives, at the end of each, what ended in it. How long that takes is not timed.
    OperatorClock(Consumer<Map<Operator, Runs>> slices) {
        this.slices = slices;
    }

    @Override
    public void passStarted(Pass pass) {
        start = System.nanoTime();
    }

    @Override
    public void partFinished(Operator operator) {
        unfinished.merge(operator, sinceLast(), Long::sum);
        start = System.nanoTime();
    }

    @Override
    public void operatorFinished(Operator operator) {
        long last = sinceLast();
        Long before = unfinished.remove(operator);
        nanos.computeIfAbsent(operator, _ -> new ArrayList<>()).add(before == null ? last : before + last);
        if (System.nanoTime() - sliceStart > sliceNanos) {
            endSlice();
        }
        start = System.nanoTime();
    }

    private long sinceLast() {
        return System.nanoTime() - start;
    }

    /// Ends the slice, if anything ran in it, and starts another.
    void endSlice() {
        if (!nanos.isEmpty()) {
            long end = System.nanoTime();
            slices.accept(runs());
            sliceNanos = Math.max(SLICE_NANOS, ENDS_IN_A_SLICE * (System.nanoTime() - end));
            nanos.clear();
        }
        sliceStart = System.nanoTime();
    }

    private Map<Operator, Runs> runs() {
        Map<Operator, Runs> runs = new LinkedHashMap<>();
        nanos.forEach((operator, some) -> runs.put(operator, runs(some)));
        return runs;
    }

    private static Runs runs(List<Long> some) {
        long all = some.stream().mapToLong(Long::longValue).sum();
        return new Runs(some.size(), 1e-9 * mean(some), 1e-9 * all);
    }

    /// Without runs that took several times as long as the middle one: there, a thread had to wait for its processor.
    private static double mean(List<Long> some) {
        long middle = some.stream().sorted().skip(some.size() / 2).findFirst().orElseThrow();
        return some.stream()
                .mapToLong(Long::longValue)
                .filter(one -> one <= INTERRUPTED * middle)
                .average()
                .orElseThrow();
    }
}
