package org.unmask.result.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What ran, in the order of its start: kernels of the device, or operators of the processor where there are none.
final class Activities {
    private static final double MICRO = 1e-6;

    private Activities() {}

    static List<Activity> of(TraceFile.Content content) {
        double first = first(content);
        return content.kernels().isEmpty() ? ofProcessor(content, first) : ofDevice(content, first);
    }

    private static double first(TraceFile.Content content) {
        List<TraceEvent> events = content.kernels().isEmpty() ? content.operators() : content.kernels();
        return events.stream().mapToDouble(TraceEvent::start).min().orElse(0);
    }

    private static List<Activity> ofDevice(TraceFile.Content content, double first) {
        Map<Long, TraceEvent> operators = new HashMap<>();
        content.operators().forEach(operator -> operators.put(operator.external(), operator));
        List<Activity> activities = new ArrayList<>();
        for (TraceEvent kernel : content.kernels()) {
            long id = kernel.external() != 0
                    ? kernel.external()
                    : content.launches().getOrDefault(kernel.correlation(), 0L);
            TraceEvent operator = id == 0 ? null : operators.get(id);
            String name = operator == null ? "" : operator.name();
            List<List<Integer>> dims = operator == null ? List.of() : operator.dims();
            activities.add(activity(kernel, name, dims, first, kernel.microseconds()));
        }
        activities.sort(Comparator.comparingDouble(Activity::start));
        return activities;
    }

    private static Activity activity(
            TraceEvent event, String operator, List<List<Integer>> dims, double first, double microseconds) {
        return new Activity(
                event.name(),
                operator,
                dims,
                Kind.of(event.name(), operator, dims),
                (event.start() - first) * MICRO,
                (event.end() - first) * MICRO,
                microseconds * MICRO);
    }

    /// Operators of the busiest thread. An operator that does one thing holds those that it is made of; others have the time
    /// that those within them do not take.
    private static List<Activity> ofProcessor(TraceFile.Content content, double first) {
        List<TraceEvent> events = ofBusiestThread(content.operators());
        double[] own = new double[events.size()];
        boolean[] within = new boolean[events.size()];
        int[] counted = new int[events.size()];
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < events.size(); i++) {
            TraceEvent event = events.get(i);
            while (!open.isEmpty() && events.get(open.peek()).end() <= event.start()) {
                open.pop();
            }
            counted[i] = i;
            if (!open.isEmpty()) {
                int outer = counted[open.peek()];
                within[i] = Kind.of(
                                events.get(outer).name(),
                                events.get(outer).name(),
                                events.get(outer).dims())
                        .isWhole();
                counted[i] = within[i] ? outer : i;
                own[outer] -= within[i] ? 0 : event.microseconds();
            }
            own[i] += event.microseconds();
            open.push(i);
        }
        List<Activity> activities = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (!within[i]) {
                TraceEvent event = events.get(i);
                activities.add(activity(event, event.name(), event.dims(), first, Math.max(0, own[i])));
            }
        }
        return activities;
    }

    /// In the order of their start, outer ones first.
    private static List<TraceEvent> ofBusiestThread(List<TraceEvent> operators) {
        Map<Long, Long> counts =
                operators.stream().collect(Collectors.groupingBy(TraceEvent::thread, Collectors.counting()));
        long busiest = counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0L);
        return operators.stream()
                .filter(event -> event.thread() == busiest)
                .sorted(Comparator.comparingDouble(TraceEvent::start)
                        .thenComparing(Comparator.comparingDouble(TraceEvent::microseconds)
                                .reversed()))
                .toList();
    }
}
