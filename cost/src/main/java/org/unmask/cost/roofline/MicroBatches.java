package org.unmask.cost.roofline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unmask.core.op.Work;

/// Micro-batches of one pass that fill the stages of a pipeline at the same time: the time is that of the longest, the
/// work that of all.
final class MicroBatches {
    /// Equal micro-batches.
    record Part(List<Call> calls, int count, double seconds) {}

    /// What the calls of two micro-batches are matched by.
    ///
    /// @param number  of equal name and repeats, from 0
    private record Key(String name, int repeats, int number) {}

    private final List<Part> parts = new ArrayList<>();

    /// @param calls  of one of `count` equal micro-batches
    void add(List<Call> calls, int count) {
        double seconds = 0;
        for (Call call : calls) {
            seconds += call.seconds();
        }
        parts.add(new Part(calls, count, seconds));
    }

    /// The calls of the longest, each with the work of all. Operators that only other micro-batches run take no time.
    List<Call> calls() {
        Map<Key, Call> sum = new LinkedHashMap<>();
        longestFirst().forEach(part -> add(part, sum));
        return List.copyOf(sum.values());
    }

    /// The micro-batches; the first takes the time of the pass, others run beside it.
    List<Part> longestFirst() {
        return parts.stream()
                .sorted(Comparator.comparingDouble(Part::seconds).reversed())
                .toList();
    }

    private static void add(Part part, Map<Key, Call> sum) {
        boolean first = sum.isEmpty();
        Map<Key, Integer> numbers = new LinkedHashMap<>();
        for (Call call : part.calls()) {
            int number = numbers.merge(new Key(call.name(), call.repeats(), 0), 1, Integer::sum) - 1;
            Work total = call.total().times(part.count());
            Call own = first ? call.of(total) : call.hidden(total);
            sum.merge(
                    new Key(call.name(), call.repeats(), number),
                    own,
                    (known, more) -> known.of(known.total().plus(more.total())));
        }
    }
}
